using AutoGrad.Nn;

namespace AutoGrad.Interop;

/// <summary>A model's tensors themselves, where <see cref="Module.StateDict"/> would copy them.</summary>
internal static class ModuleState
{
    public static OrderedDictionary<string, Tensor> Of(Module module)
    {
        var state = new OrderedDictionary<string, Tensor>();
        foreach (var (name, parameter) in module.NamedParameters())
            state.Add(name, parameter);
        foreach (var (name, buffer) in module.NamedBuffers())
            state.Add(name, buffer);
        return state;
    }
}
