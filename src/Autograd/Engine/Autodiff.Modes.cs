namespace AutoGrad;

public static partial class Autodiff
{
    /// <summary>Whether operations on this thread are recorded.</summary>
    public static bool IsRecording => GradMode.Current >= Recording.On;

    /// <summary>Whether this thread is in inference mode: inside <see cref="Inference"/>, or <see cref="InferenceAsync"/>, and not inside an
    /// <see cref="EnableGrad"/> within.</summary>
    public static bool IsInference => GradMode.Current == Recording.Inference;

    /// <summary>Stops recording on this thread: <c>using (Autodiff.NoGrad()) { … }</c>. What is computed meanwhile carries no gradient and keeps
    /// nothing alive.</summary>
    public static GradMode NoGrad() => new(false);

    /// <summary>Records on this thread again, inside a <see cref="NoGrad"/> or <see cref="Inference"/>.</summary>
    public static GradMode EnableGrad() => new(true);

    /// <summary>
    /// Stops recording on this thread, as <see cref="NoGrad"/>, for good: a result that would have carried a gradient can never be part of a graph.
    /// Training on it by mistake is an error where it happens, not a gradient that is silently missing: a recorded operation refuses it as an
    /// operand, and <see cref="Tensor.WithGrad"/> refuses it too.
    /// </summary>
    /// <remarks>
    /// It saves what <see cref="NoGrad"/> does and no more. PyTorch's inference mode saves the counting of writes and the tracking of views beyond
    /// that; here the count is a field of the memory and views are not tracked, so there is nothing left to save. Views of tensors made outside are
    /// as usable as those, and so is what was computed from tensors that require no gradient. A <see cref="Tensor.Clone"/> taken outside is an
    /// ordinary constant.
    /// </remarks>
    public static GradMode Inference() => new(Recording.Inference);

    /// <summary>As <see cref="NoGrad"/>, and flowing across <c>await</c> and into tasks: <c>using (Autodiff.NoGradAsync()) { await … }</c>.</summary>
    public static AsyncMode NoGradAsync() => new(Modes.Current.With(recording: false));

    /// <summary>As <see cref="EnableGrad"/>, and flowing across <c>await</c> and into tasks.</summary>
    public static AsyncMode EnableGradAsync() => new(Modes.Current.With(recording: true));

    /// <summary>As <see cref="Inference"/>, and flowing across <c>await</c> and into tasks.</summary>
    public static AsyncMode InferenceAsync() => new(Modes.Current with { Recording = Recording.Inference });

    /// <summary>
    /// Looks for the first NaN on this thread: <c>using (Autodiff.DetectAnomaly()) { loss = …; loss.Backward(); }</c>. Operations remember where
    /// they were called, and a backward pass that makes a NaN, or a sweep of forward mode that ends in one, throws, naming the operation whose rule
    /// made it and that call. It makes everything slower and is meant for finding a fault.
    /// </summary>
    /// <param name="checkForward">Whether to look at the results of recorded operations too, as soon as they are computed.</param>
    /// <param name="checkInfinity">Whether infinities count as well.</param>
    public static AnomalyMode DetectAnomaly(bool checkForward = false, bool checkInfinity = false) => new(new(checkForward, checkInfinity));

    /// <summary>As <see cref="DetectAnomaly"/>, and flowing across <c>await</c> and into tasks.</summary>
    /// <inheritdoc cref="DetectAnomaly"/>
    public static AsyncMode DetectAnomalyAsync(bool checkForward = false, bool checkInfinity = false) =>
        new(Modes.Current.With(new AnomalyDetection(checkForward, checkInfinity)));
}
