namespace AutoGrad.Tests;

/// <summary>Tests of what is kept in memory say themselves from which size on results wait.</summary>
public abstract class AtOnce : IDisposable
{
    private readonly int before = Expression.Smallest;

    protected AtOnce() => Expression.Smallest = int.MaxValue;

    public void Dispose()
    {
        Expression.Smallest = before;
        GC.SuppressFinalize(this);
    }

    /// <summary>The result with every large enough result waiting.</summary>
    protected static T Pending<T>(int from, Func<T> compute)
    {
        Expression.Smallest = from;
        try
        {
            return compute();
        }
        finally
        {
            Expression.Smallest = int.MaxValue;
        }
    }
}
