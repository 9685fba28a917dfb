namespace AutoGrad.Nn;

/// <summary>
/// A module as a function of its parameters: what <see cref="Autodiff"/> needs to differentiate by them.
/// <code>
/// var gradients = Autodiff.Grad(p => Loss.CrossEntropy(net.FunctionalCall(p, images), labels), net.ParameterDict());
/// </code>
/// </summary>
/// <remarks>
/// During a call the module's parameters show the given tensors, and afterwards, however it ends, their own values again; so the module computes as it always
/// does, tied weights are replaced together, and what was recorded refers to the given tensors. Calls take turns, whatever their modules, which may
/// share layers; they may be nested, but must not wait for calls on other threads. Nor must other threads use the module otherwise meanwhile, a <c>Forward</c> must not go on after it has returned (asynchronously, say), and what it runs
/// again later, as a checkpoint does, it runs with its own parameters. Of the results, only a tensor may be a parameter itself.
/// </remarks>
public static class FunctionalCalls
{
    /// <summary>Two models may share layers, and two calls need not nest in the same order: so all calls take turns.</summary>
    private static readonly Lock turn = new();

    extension(Module module)
    {
        /// <summary>
        /// Copies of all parameters by name: a snapshot, the point at which to differentiate by them. <see cref="Module.StateDict"/> without the
        /// buffers.
        /// </summary>
        public OrderedDictionary<string, Tensor> ParameterDict()
        {
            var parameters = new OrderedDictionary<string, Tensor>();
            using var outside = TensorScope.Outside(); // A snapshot outlives the step in which it is taken.
            foreach (var (name, parameter) in module.NamedParameters())
                parameters.Add(name, parameter.Detach().Clone());
            return parameters;
        }

        /// <summary>Runs a function in which the module has other parameters: <c>net.FunctionalCall(p, () => net.Encode(x))</c>.</summary>
        /// <param name="state">
        /// Tensors by name, as in <see cref="Module.StateDict"/>. They are taken as they are, graph and dtype included: Float64 ones run the model in
        /// Float64. Buffers may be left out, and then the module's own are used; written to are those in use.
        /// </param>
        /// <param name="call">What to run.</param>
        /// <param name="strict">Whether all parameters must be there, and nothing that the model does not have. If not, the model's own stand for what is
        /// missing, and what is unexpected is ignored; shapes must still fit.</param>
        /// <exception cref="StateDictException">Something does not fit; the message lists all of it, and nothing was called.</exception>
        /// <exception cref="DTypeException">A tensor given for a parameter does not hold floating-point numbers.</exception>
        public TResult FunctionalCall<TResult>(IReadOnlyDictionary<string, Tensor> state, Func<TResult> call, bool strict = true)
        {
            ArgumentNullException.ThrowIfNull(call);
            var replaced = StateMatch.Of(module, state, StateUse.Call).Require(module, strict, StateUse.Call).Present;
            foreach (var (name, own, given) in replaced)
                if (own is Parameter && !given.DType.IsFloatingPoint)
                    throw new DTypeException($"FunctionalCall: {name} is a parameter and the tensor given for it is {given.DType}; it must be floating-point.");
            return Showing([.. replaced.Select(static entry => (entry.Own, entry.Given))], call);
        }
    }

    /// <summary>Runs a function in which state tensors show others.</summary>
    internal static TResult Showing<TResult>(List<(StateTensor Own, Tensor Given)> replaced, Func<TResult> call)
    {
        lock (turn)
        {
            // All are read before one is replaced: they may be this model's own.
            var given = replaced.ConvertAll(static entry => entry.Own.Showing(entry.Given));
            var before = replaced.ConvertAll(static entry => entry.Own.State);
            try
            {
                for (int i = 0; i < given.Count; i++)
                    replaced[i].Own.State = given[i];
                var result = call();
                return result is StateTensor { Shown: TResult shown } ? shown : result;
            }
            finally
            {
                for (int i = 0; i < before.Count; i++)
                    replaced[i].Own.State = before[i];
            }
        }
    }

    extension<TIn, TOut>(Module<TIn, TOut> module)
    {
        /// <summary>The module's result with other parameters: <c>net.FunctionalCall(p, x)</c> is net.Forward(x) where p takes the place of the
        /// parameters.</summary>
        /// <param name="state">
        /// Tensors by name, as in <see cref="Module.StateDict"/>. They are taken as they are, graph and dtype included: Float64 ones run the model in
        /// Float64. Buffers may be left out, and then the module's own are used; written to are those in use.
        /// </param>
        /// <param name="input">The input.</param>
        /// <param name="strict">Whether all parameters must be there, and nothing that the model does not have. If not, the model's own stand for what is
        /// missing, and what is unexpected is ignored; shapes must still fit.</param>
        /// <exception cref="StateDictException">Something does not fit; the message lists all of it, and nothing was called.</exception>
        /// <exception cref="DTypeException">A tensor given for a parameter does not hold floating-point numbers.</exception>
        public TOut FunctionalCall(IReadOnlyDictionary<string, Tensor> state, TIn input, bool strict = true) =>
            module.FunctionalCall(state, () => module.Forward(input), strict);
    }
}
