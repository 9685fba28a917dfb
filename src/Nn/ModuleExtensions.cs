namespace AutoGrad.Nn;

/// <summary>What is done to a module and all below it. Each returns the module itself, so <c>var net = new Net().To(DType.Float64).Eval();</c> is a
/// Net.</summary>
public static class ModuleExtensions
{
    extension<TModule>(TModule module) where TModule : Module
    {
        /// <summary>Makes the module, and all below it, behave as in training.</summary>
        /// <param name="training">False for <see cref="Eval"/>.</param>
        public TModule Train(bool training = true)
        {
            foreach (var part in module.Modules())
                part.IsTraining = training;
            return module;
        }

        /// <summary>Makes the module, and all below it, behave as in use: no dropout, running statistics instead of the batch's.</summary>
        public TModule Eval() => module.Train(false);

        /// <summary>Does something to the module and to all below it, parts before what holds them, as PyTorch does.</summary>
        public TModule Apply(Action<Module> action)
        {
            ArgumentNullException.ThrowIfNull(action);
            foreach (var part in module.Modules().Reverse())
                action(part);
            return module;
        }

        /// <summary>Converts all floating-point parameters and buffers, and gradients, in place: whoever holds a parameter holds it still.</summary>
        /// <exception cref="DTypeException">The dtype is not a floating-point one.</exception>
        public TModule To(DType dtype)
        {
            if (!dtype.IsFloatingPoint)
                throw new DTypeException($"To: a model's parameters are floating-point and cannot become {dtype}; use Float32 or Float64.");
            foreach (var parameter in module.Parameters())
                parameter.Convert(dtype);
            foreach (var buffer in module.Buffers())
                if (buffer.DType.IsFloatingPoint)
                    buffer.Convert(dtype);
            return module;
        }

        /// <summary>Stops learning: no parameter requires a gradient any more, and those that had one lose it.</summary>
        public TModule Freeze()
        {
            foreach (var parameter in module.Parameters())
                (parameter.RequiresGrad, parameter.Grad) = (false, null);
            return module;
        }

        /// <summary>Undoes <see cref="Freeze"/>: every parameter requires a gradient.</summary>
        public TModule Unfreeze()
        {
            foreach (var parameter in module.Parameters())
                parameter.RequiresGrad = true;
            return module;
        }
    }
}
