"""What elementary.py and special.py share: rows of values to 80 bits, as a float64 with what rounding it left over as a float32 in units in its last
place; little-endian binary in base64.
"""
import base64
import math
import random
import struct

import mpmath as mp

mp.mp.dps = 50
random.seed(7)
uniform = random.uniform


def spread(low, high, count):
    """Logarithmically uniform."""
    return [math.exp(uniform(math.log(low), math.log(high))) for _ in range(count)]


def both(points):
    return [x * random.choice((-1, 1)) for x in points]


def pack(kind, numbers):
    return base64.b64encode(struct.pack(f"<{len(numbers)}{kind}", *numbers)).decode()


def rounded(value):
    """The nearest float64, and what is left over in units in its last place."""
    try:
        high = float(value)
    except OverflowError:
        high = math.copysign(math.inf, value)
    return high, 0.0 if math.isinf(high) else float((value - mp.mpf(high)) / mp.mpf(math.ulp(high)))


def row(name, values, **points):
    high, low = zip(*map(rounded, values))
    return {"name": name, **points, "high": pack("d", high), "low": pack("f", low)}
