using AutoGrad.Nn;

namespace AutoGrad.Training;

/// <summary>Has a model behave as in use, unrecorded, until disposed; then each of its modules is in its mode of before.</summary>
internal readonly ref struct EvaluationMode
{
    private readonly GradMode unrecorded;
    private readonly (Module Module, bool Training)[] before;

    public EvaluationMode(Module model)
    {
        before = [.. model.Modules().Select(static module => (module, module.IsTraining))];
        model.Eval();
        unrecorded = Autodiff.NoGrad();
    }

    public void Dispose()
    {
        unrecorded.Dispose();
        foreach (var (module, training) in before) // Those that hold others come before them, so the last word is each one's own.
            module.Train(training);
    }
}
