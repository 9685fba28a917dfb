"""Writes linalg.json: linear algebra; golden.py tells the form. Decompositions without definite signs are recorded as functions that do not depend on
them, and functions of symmetric matrices of the symmetric part of their input.

    python3 linalg.py > linalg.json
"""
import torch

from golden import case, draw, write

torch.manual_seed(5)
la = torch.linalg
inf = float("inf")


def eye(n):
    return torch.eye(n, dtype=torch.float64)


def symmetric(t):
    return (t + t.mT) / 2


def positive(t):
    return t @ t.mT + eye(t.shape[-1])


# Einstein sums.
for equation, *shapes in (
        ("ij,jk->ik", (2, 3), (3, 4)), ("bij,bjk->bik", (2, 3, 2), (2, 2, 3)), ("bij,bkj->bik", (2, 3, 2), (2, 2, 2)), ("ij,ij->", (2, 3), (2, 3)),
        ("i,j->ij", (2,), (3,)), ("i,i->", (3,), (3,)), ("ii->i", (3, 3)), ("ii", (3, 3)), ("ij->ji", (2, 3)), ("ij->", (2, 3)), ("ij->j", (2, 3)),
        ("ba", (2, 3)), ("bA,Ac", (2, 3), (3, 2)), ("...ij,...jk->...ik", (2, 1, 2, 3), (3, 3, 2)), ("...ij->...ji", (2, 2, 3)), ("i...,i...->...", (2, 3), (2, 3)),
        ("...i,i", (2, 3), (3,)), ("...i->i", (2, 2, 3)), ("iij,jk->ik", (2, 2, 3), (3, 2)), ("ijij->ij", (2, 3, 2, 3)), ("iii->i", (3, 3, 3)),
        ("ij,jk,kl->il", (2, 3), (3, 4), (4, 2)), ("bi,bj,bk->bijk", (2, 2), (2, 3), (2, 2)), ("ij,kl,mn->", (2, 2), (1, 2), (2, 1)),
        ("bhqd,bhkd->bhqk", (1, 2, 3, 2), (1, 2, 2, 2)), ("bn,anm,bm->ba", (2, 3), (2, 3, 2), (2, 2)), ("ab,bc,cd,da->", (2, 3), (3, 2), (2, 3), (3, 2)),
        ("ij,jk->ik", (2, 1), (3, 4)), ("ijk,k->j", (2, 3, 2), (2,)), (" i j , j -> i ", (2, 3), (3,)), (",i->i", (), (3,)), ("i,ij,j", (2,), (2, 3), (3,))):
    xs = [draw(*s) for s in shapes]
    case("Einsum", lambda *ts: torch.einsum(equation, *ts), xs, equation=equation)
case("Einsum", lambda a, b: torch.einsum("ij,jk->ik", a, b), [torch.arange(6).reshape(2, 3), torch.arange(6).reshape(3, 2)], equation="ij,jk->ik")

# Products.
for count in (0, 1, 2):
    case("TensorDot", lambda a, b: torch.tensordot(a, b, count), [draw(2, 2, 3), draw(2, 3, 2) if count != 1 else draw(3, 2)], count=count)
case("TensorDotAxes", lambda a, b: torch.tensordot(a, b, ([0, -1], [1, 0])), [draw(2, 4, 3), draw(3, 2)], a=[0, -1], b=[1, 0])
case("Outer", torch.outer, [draw(2), draw(3)])
case("Inner", torch.inner, [draw(2, 3), draw(2, 2, 3)])
case("Inner", torch.inner, [draw(), draw(3)])
case("Dot", torch.dot, [draw(4), draw(4)])
case("VDot", torch.vdot, [draw(4), draw(4)])
case("Mv", torch.mv, [draw(2, 3), draw(3)])
case("Mm", torch.mm, [draw(2, 3), draw(3, 2)])
case("Bmm", torch.bmm, [draw(2, 2, 3), draw(2, 3, 2)])
for op, fn, *shapes in (("Addmm", torch.addmm, (2, 2), (2, 3), (3, 2)), ("Addmm", torch.addmm, (2,), (2, 3), (3, 2)), ("Addmv", torch.addmv, (2,), (2, 3), (3,)),
                        ("Baddbmm", torch.baddbmm, (2, 1, 2), (2, 2, 3), (2, 3, 2)), ("Addr", torch.addr, (2, 3), (2,), (3,))):
    for beta, alpha in ((1, 1), (0.5, -2), (0, 1)):
        case(op, lambda *ts: fn(*ts, beta=beta, alpha=alpha), [draw(*s) for s in shapes], beta=beta, alpha=alpha)
for a, b in (((2, 3), (3, 2)), ((2,), (3,)), ((2, 2, 1), (3, 2)), ((), (2, 2))):
    case("Kron", torch.kron, [draw(*a), draw(*b)])
case("Cross", lambda a, b: la.cross(a, b), [draw(2, 3), draw(2, 3)], axis=-1)
case("Cross", lambda a, b: la.cross(a, b, dim=0), [draw(3, 2), draw(3, 1)], axis=0)
for shapes in (((2, 3), (3, 4), (4, 1)), ((3,), (3, 2), (2, 4), (4,)), ((4, 2), (2, 5), (5, 1), (1, 3)), ((2, 3), (3,))):
    case("MultiDot", lambda *ts: la.multi_dot(ts), [draw(*s) for s in shapes])
for n in (0, 1, 2, 3, 5, 8, -1, -3):
    case("MatrixPower", lambda t: la.matrix_power(t, n), [draw(2, 2, 2) + 2 * eye(2)], exponent=n)

# Inverses and determinants.
for shape in ((1, 1), (3, 3), (2, 3, 3), (2, 1, 2, 2), (5, 5), (0, 0), (0, 2, 2)):
    x = draw(*shape)
    case("Inverse", la.inv, [x], second=x.numel() > 0)
    if x.numel():
        case("Det", la.det, [x])
        case("LogAbsDet", lambda t: la.slogdet(t)[1], [x])
        case("LogDet", lambda t: torch.logdet(positive(t)), [x])
    case("DetSign", lambda t: la.slogdet(t)[0], [x], differentiable=False)
case("Det", la.det, [draw(0, 0)], differentiable=False)
singular = torch.tensor([[1.0, 2, 3], [4, 5, 6], [5, 7, 9]], dtype=torch.float64)
for log in (torch.tensor([[1.0, 2], [2, 4]], dtype=torch.float64), torch.tensor([[0.0, 1], [1, 0]], dtype=torch.float64)):
    case("LogDet0", torch.logdet, [log], differentiable=False)

# Systems of equations.
for a, b in (((3, 3), (3, 2)), ((3, 3), (3,)), ((2, 3, 3), (2, 3, 1)), ((2, 1, 2, 2), (3, 2, 2)), ((2, 2), (3, 2, 1))):
    case("Solve", lambda a, b: la.solve(a, b), [draw(*a) + 2 * eye(a[-1]), draw(*b)], left=True)
    case("CholeskySolve", lambda a, b: torch.cholesky_solve(b.unsqueeze(-1) if b.ndim == 1 else b, la.cholesky(positive(a))).reshape(la.solve(positive(a), b).shape),
         [draw(*a), draw(*b)])
case("Solve", lambda a, b: la.solve(a, b, left=False), [draw(3, 3) + 2 * eye(3), draw(2, 3)], left=False)
for upper in (False, True):
    for unit in (False, True):
        for left in (False, True):
            case("TriangularSolve", lambda t, b: la.solve_triangular(t.triu() if upper else t.tril(), b, upper=upper, left=left, unitriangular=unit),
                 [draw(2, 3, 3) + 2 * eye(3), draw(2, 3, 2) if left else draw(2, 2, 3)], upper=upper, unit=unit, left=left, transpose=False)
    case("TriangularSolve", lambda t, b: la.solve_triangular(t.triu().mT if upper else t.tril().mT, b, upper=not upper),
         [draw(3, 3) + 2 * eye(3), draw(3, 2)], upper=upper, unit=False, left=True, transpose=True)
for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 2)):
    for columns in (None, 2):
        b = draw(*shape[:-1]) if columns is None and len(shape) == 2 else draw(*shape[:-1], 2)
        case("LstSq", lambda a, b: la.pinv(a) @ b, [draw(*shape), b])
a, b = draw(4, 2), draw(4, 2)
case("Residuals", lambda a, b: ((a @ la.lstsq(a, b)[0] - b) ** 2).sum(-2), [a, b])

# Factorisations.
for shape in ((1, 1), (3, 3), (2, 3, 3), (5, 5)):
    x = draw(*shape)
    case("Cholesky", lambda t: la.cholesky(positive(t)), [x], upper=False)
    case("Cholesky", lambda t: la.cholesky(positive(t), upper=True), [x], upper=True)
    case("CholeskyInverse", lambda t: torch.cholesky_inverse(la.cholesky(positive(t))) if t.ndim == 2 else la.inv(positive(t)), [x])
    case("EigValsH", lambda t: la.eigvalsh(symmetric(t)), [x])
    case("EighRoot", lambda t: (lambda w, v: (v * w.sqrt().unsqueeze(-2)) @ v.mT)(*la.eigh(positive(t))), [x])
    case("EighSquares", lambda t: la.eigh(symmetric(t))[1] ** 2, [x])
    case("MatrixExp", torch.matrix_exp, [x])
    case("Lu", lambda t: la.lu_factor(t)[0], [x])
    case("LuP", lambda t: la.lu(t)[0], [x], differentiable=False)
case("EigValsH", lambda t: la.eigvalsh(symmetric(t)), [eye(3)], second=False)
for scale in (1e-3, 10.0, 40.0):
    case("MatrixExp", torch.matrix_exp, [draw(3, 3) * scale], second=scale < 20)
case("MatrixExp", torch.matrix_exp, [torch.tensor([[0.0, 1], [0, 0]], dtype=torch.float64)])
for shape in ((3, 3), (4, 2), (2, 4), (2, 3, 2), (5, 1), (1, 3), (2, 2, 3)):
    x = draw(*shape)
    case("QrQ", lambda t: la.qr(t)[0], [x], mode="reduced")
    case("QrR", lambda t: la.qr(t)[1], [x], mode="reduced")
    case("QrQ", lambda t: la.qr(t, mode="complete")[0], [x], differentiable=shape[-1] >= shape[-2], mode="complete")
    case("QrR", lambda t: la.qr(t, mode="complete")[1], [x], differentiable=shape[-1] >= shape[-2], mode="complete")
    case("LuL", lambda t: la.lu(t)[1], [x])
    case("LuU", lambda t: la.lu(t)[2], [x])
    case("SvdVals", la.svdvals, [x])
    case("SvdU", lambda t: la.svd(t, full_matrices=False)[0] ** 2, [x])
    case("SvdV", lambda t: la.svd(t, full_matrices=False)[2] ** 2, [x])
    case("SvdProduct", lambda t: (lambda u, s, vh: (u * s.log().unsqueeze(-2)) @ vh)(*la.svd(t, full_matrices=False)), [x])
    case("Pinv", la.pinv, [x])
    case("MatrixRank", la.matrix_rank, [x], differentiable=False)
case("SvdVals", la.svdvals, [eye(2)], second=False)
low = draw(4, 2) @ draw(2, 3)
case("Pinv", lambda t: la.pinv(t, rtol=1e-9), [low], relative=1e-9)
case("Pinv", lambda t: la.pinv(t, atol=0.5), [torch.diag(torch.tensor([3.0, 1, 0.25], dtype=torch.float64))], absolute=0.5, second=False)
for x in (low, singular, torch.zeros(2, 3, dtype=torch.float64), draw(2, 3, 3)):
    case("MatrixRank", la.matrix_rank, [x], differentiable=False)

# Norms.
for order in (2, 1, 0, inf, -inf, 3, 0.5, -1, -2):
    for axes in (None, [0], [1, -1]):
        case("VectorNorm", lambda t: la.vector_norm(t, order, axes, axes is not None), [draw(2, 3, 2)], order=str(order), axes=axes, keepDim=axes is not None)
ties = torch.tensor([[0.0, -2, 2], [0, 0, 0]], dtype=torch.float64)
for order in (2, 1, inf, 3):
    case("VectorNorm", lambda t: la.vector_norm(t, order, 1), [ties], second=False, order=str(order), axes=[1], keepDim=False)
for order in ("fro", "nuc", 1, -1, 2, -2, inf, -inf):
    case("MatrixNorm", lambda t: la.matrix_norm(t, order), [draw(2, 3, 2)], order=str(order), rows=-2, columns=-1, keepDim=False)
    case("MatrixNorm", lambda t: la.matrix_norm(t, order, (2, 0), True), [draw(2, 3, 2)], order=str(order), rows=2, columns=0, keepDim=True)
    # PyTorch's own cannot be differentiated for most norms.
    case("Cond", lambda t: la.matrix_norm(t, order) * la.matrix_norm(la.inv(t), order), [draw(3, 3)], order=str(order))
case("Cond", lambda t: la.cond(t), [draw(2, 4, 3)], order="2")

write()
