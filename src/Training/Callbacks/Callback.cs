using AutoGrad.Optim;

namespace AutoGrad.Training;

/// <summary>
/// Something that happens at certain moments of a training: derive and override those that matter. The trainer is there to be read, and to be told to
/// <see cref="Trainer.Stop"/>.
/// </summary>
public abstract class Callback
{
    /// <summary>Those with a lower number come first; those with the same in the order in which they are listed.</summary>
    public virtual int Order => 0;

    /// <summary>Before the first epoch of a call of Fit; where it goes on from a checkpoint, what is to be gone on from is loaded after it.</summary>
    public virtual void OnFitStart(Trainer trainer)
    {
    }

    /// <summary>Before the first batch of an epoch; not where it goes on in the middle of one.</summary>
    public virtual void OnEpochStart(Trainer trainer)
    {
    }

    /// <summary>After the backward pass and before the optimizer's step: the gradients are there, and may be changed. Tensors made here end with the
    /// step; those that shall not are made inside <see cref="TensorScope.Outside"/>.</summary>
    public virtual void OnGradients(Trainer trainer)
    {
    }

    /// <summary>After the optimizer's step.</summary>
    public virtual void OnStepEnd(Trainer trainer)
    {
    }

    /// <summary>After the validation data were gone through; <see cref="Trainer.Validation"/> has the result.</summary>
    public virtual void OnValidationEnd(Trainer trainer)
    {
    }

    /// <summary>After an epoch; its numbers are in the history.</summary>
    public virtual void OnEpochEnd(Trainer trainer)
    {
    }

    /// <summary>When the training was cancelled, before <see cref="OnFitEnd"/>.</summary>
    public virtual void OnCancelled(Trainer trainer)
    {
    }

    /// <summary>After the last epoch, or where the training was stopped or cancelled.</summary>
    public virtual void OnFitEnd(Trainer trainer)
    {
    }

    /// <summary>When an exception ends the training; <see cref="OnFitEnd"/> does not come then.</summary>
    public virtual void OnFailure(Trainer trainer, Exception reason)
    {
    }

    /// <summary>What the callback needs to go on where it is, for checkpoints: a copy. Empty unless a callback says otherwise.</summary>
    public virtual SavedState StateDict() => new(GetType().Name);

    /// <summary>Goes on where the callback that made the state was.</summary>
    /// <param name="state">From <see cref="StateDict"/> of a callback of the same kind.</param>
    public virtual void LoadStateDict(SavedState state)
    {
    }
}
