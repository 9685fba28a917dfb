using System.Runtime.CompilerServices;

namespace AutoGrad;

public abstract partial class Function
{
    /// <summary>
    /// A function of one tensor for one-off use: <c>Function.Of(x => x.Exp(), (x, y, gradient) => gradient * y)</c>.
    /// </summary>
    /// <param name="forward">Computes the result. What it does is not recorded.</param>
    /// <param name="backward">The gradient of the input, given the input, the result and its gradient, written in tensor operations.</param>
    /// <param name="onceDifferentiable">Whether <paramref name="backward"/> cannot be differentiated again.</param>
    /// <param name="name">The function's name in errors and listings; what the caller wrote for <paramref name="forward"/> unless given.</param>
    public static Function Of(
        Func<Tensor, Tensor> forward,
        Func<Tensor, Tensor, Tensor, Tensor> backward,
        bool onceDifferentiable = false,
        [CallerArgumentExpression(nameof(forward))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return new Delegated(
            (context, inputs) =>
            {
                context.RequireInputs(1);
                var y = forward(inputs[0]);
                context.SaveForBackward(inputs[0], y);
                return [y];
            },
            (context, gradients) => [backward(context.Saved[0], context.Saved[1], gradients[0])],
            onceDifferentiable,
            CallerName.Or(name, "Function.Of", 60));
    }

    /// <summary>A function of two tensors for one-off use.</summary>
    /// <param name="forward">Computes the result. What it does is not recorded.</param>
    /// <param name="backward">The gradients of the inputs, given both of them, the result and its gradient, written in tensor operations.</param>
    /// <param name="onceDifferentiable">Whether <paramref name="backward"/> cannot be differentiated again.</param>
    /// <param name="name">The function's name in errors and listings; what the caller wrote for <paramref name="forward"/> unless given.</param>
    public static Function Of(
        Func<Tensor, Tensor, Tensor> forward,
        Func<Tensor, Tensor, Tensor, Tensor, (Tensor? A, Tensor? B)> backward,
        bool onceDifferentiable = false,
        [CallerArgumentExpression(nameof(forward))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return new Delegated(
            (context, inputs) =>
            {
                context.RequireInputs(2);
                var y = forward(inputs[0], inputs[1]);
                context.SaveForBackward(inputs[0], inputs[1], y);
                return [y];
            },
            (context, gradients) =>
            {
                var (a, b) = backward(context.Saved[0], context.Saved[1], context.Saved[2], gradients[0]);
                return [a, b];
            },
            onceDifferentiable,
            CallerName.Or(name, "Function.Of", 60));
    }

    /// <summary>A function of any number of tensors with any number of results, as a class would state it.</summary>
    /// <param name="forward">As <see cref="Forward"/>.</param>
    /// <param name="backward">As <see cref="Backward"/>.</param>
    /// <param name="onceDifferentiable">Whether <paramref name="backward"/> cannot be differentiated again.</param>
    /// <param name="name">The function's name in errors and listings.</param>
    public static Function Of(
        Func<FunctionContext, Tensor[], Tensor[]> forward,
        Func<FunctionContext, Tensor[], Tensor?[]> backward,
        bool onceDifferentiable = false,
        string name = "Function.Of")
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        return new Delegated(forward, backward, onceDifferentiable, name);
    }

    private sealed class Delegated(
        Func<FunctionContext, Tensor[], Tensor[]> forward, Func<FunctionContext, Tensor[], Tensor?[]> backward, bool once, string name) : Function
    {
        protected internal override string Name => name;

        protected internal override bool OnceDifferentiable => once;

        protected internal override Tensor[] Forward(FunctionContext context, ReadOnlySpan<Tensor> inputs) => forward(context, inputs.ToArray());

        protected internal override Tensor?[] Backward(FunctionContext context, ReadOnlySpan<Tensor> gradients) =>
            backward(context, gradients.ToArray());
    }
}
