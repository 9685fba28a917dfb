using System.Numerics;

namespace AutoGrad.Data;

/// <summary>
/// Changes images, each by draws of its own, and leaves their targets. Batches are [N, C, H, W], or [N, H, W] where there is one channel. State what
/// becomes of one image (<see cref="Change{T}"/>), or of a batch (<see cref="Images"/>).
/// </summary>
public abstract record ImageAugmentation : Augmentation
{
    /// <summary>Changes a batch of images.</summary>
    /// <param name="images">[N, C, H, W] or [N, H, W], floating-point.</param>
    /// <param name="generator">Who draws; <see cref="Generator.Default"/> if left out.</param>
    /// <returns>Other images; those given stay as they are.</returns>
    /// <exception cref="ShapeException">These are no images.</exception>
    /// <exception cref="DTypeException">The images are whole numbers.</exception>
    public Tensor Apply(Tensor images, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(images);
        string name = GetType().Name;
        if (images.Rank is not (3 or 4))
            throw new ShapeException($"{name}: the images are {images.Shape}; [N, C, H, W] or [N, H, W] is needed" +
                (images.Rank == 2 ? ": Mnist.Load(folder, flatten: false), or images.Reshape([-1, 1, 28, 28])." : "."));
        if (!images.DType.IsFloatingPoint)
            throw new DTypeException($"{name}: the images are {images.DType}; convert them first: images.To(DType.Float32) / 255.");
        using var unrecorded = Autodiff.NoGrad();
        return Images(images.Detach(), generator ?? Generator.Default);
    }

    /// <inheritdoc/>
    public sealed override (Tensor Inputs, Tensor Targets) Apply(Tensor inputs, Tensor targets, Generator generator) =>
        (Apply(inputs, generator), targets);

    /// <summary>Changes a batch; unless overridden, image by image in order.</summary>
    /// <param name="images">[N, C, H, W] or [N, H, W].</param>
    /// <param name="generator">Who draws.</param>
    protected virtual Tensor Images(Tensor images, Generator generator) => images.DType == DType.Float32
        ? Each<float>(images, generator)
        : Each<double>(images, generator);

    /// <summary>The height and width of what becomes of an image; those of the image unless overridden.</summary>
    /// <exception cref="ShapeException">Images of this size cannot be changed so.</exception>
    protected virtual (int Height, int Width) SizeOf(int height, int width) => (height, width);

    /// <summary>Changes one image.</summary>
    /// <param name="image">What is given.</param>
    /// <param name="result">What becomes of it, all zeros at first.</param>
    /// <param name="generator">Who draws.</param>
    protected virtual void Change<T>(Image<T> image, Image<T> result, Generator generator) where T : unmanaged, IFloatingPointIeee754<T> =>
        throw new NotSupportedException($"{GetType().Name} should override Change or Images.");

    private Tensor Each<T>(Tensor images, Generator generator) where T : unmanaged, IFloatingPointIeee754<T>
    {
        int channels = images.Rank == 4 ? images.Shape[1] : 1, height = images.Shape[^2], width = images.Shape[^1];
        var (newHeight, newWidth) = SizeOf(height, width);
        var results = new T[checked(images.Shape[0] * channels * newHeight * newWidth)];
        var pixels = images.Contiguous().ToArray<T>();
        int size = channels * height * width, newSize = channels * newHeight * newWidth;
        for (int i = 0; i < images.Shape[0]; i++)
            Change<T>(new(pixels.AsMemory(i * size, size), channels, height, width),
                new(results.AsMemory(i * newSize, newSize), channels, newHeight, newWidth), generator);
        return Tensor.Wrap(results, [.. images.Shape.AsSpan()[..^2], newHeight, newWidth]);
    }
}
