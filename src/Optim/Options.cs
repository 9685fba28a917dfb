using System.Globalization;
using System.Text;

namespace AutoGrad.Optim;

/// <summary>Goes through a group's numbers: each is handed over by name, and what comes back takes its place. So one list of them serves printing,
/// saving and loading.</summary>
internal abstract class Options
{
    public abstract double Number(string name, double value);

    public bool Flag(string name, bool value) => Number(name, value) != 0;

    /// <summary>A flag that most leave alone, and that is printed where it is set.</summary>
    public virtual bool RareFlag(string name, bool value) => Flag(name, value);

    /// <summary>A number that most leave at 0, and that is printed where it is not.</summary>
    public virtual double RareNumber(string name, double value) => Number(name, value);

    /// <summary>A choice among the values of an enumeration.</summary>
    public virtual T Choice<T>(string name, T value, T usual) where T : struct, Enum
    {
        var values = Enum.GetValues<T>();
        int at = (int)Number(name, Array.IndexOf(values, value));
        return at >= 0 && at < values.Length ? values[at] : throw new ArgumentOutOfRangeException(name, at, $"{name} has no value {at}.");
    }

    protected virtual double Number(string name, bool value) => Number(name, value ? 1 : 0);

    /// <summary>Writes <c>name: value, …</c>.</summary>
    public sealed class Printer(StringBuilder text) : Options
    {
        public override double Number(string name, double value)
        {
            text.Append(", ").Append(name).Append(": ").Append(value.ToString(CultureInfo.InvariantCulture));
            return value;
        }

        public override bool RareFlag(string name, bool value) => value && Flag(name, value);

        public override double RareNumber(string name, double value) => value == 0 ? value : Number(name, value);

        public override T Choice<T>(string name, T value, T usual)
        {
            if (!value.Equals(usual))
                text.Append(", ").Append(name).Append(": ").Append(value);
            return value;
        }

        protected override double Number(string name, bool value)
        {
            text.Append(", ").Append(name).Append(": ").Append(value ? "true" : "false");
            return value ? 1 : 0;
        }
    }

    /// <summary>Puts the numbers into a state.</summary>
    public sealed class Saver(SavedState state, string path) : Options
    {
        public override double Number(string name, double value) => state.Numbers[path + name] = value;
    }

    /// <summary>Takes the numbers from a state.</summary>
    public sealed class Loader(StateReader state, string path) : Options
    {
        public override double Number(string name, double value) => state.Number(path + name, value);
    }

    /// <summary>Looks whether the numbers are in a state, and leaves them as they are.</summary>
    public sealed class Finder(StateReader state, string path) : Options
    {
        public override double Number(string name, double value)
        {
            state.Number(path + name);
            return value;
        }
    }
}
