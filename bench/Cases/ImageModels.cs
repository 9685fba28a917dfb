using AutoGrad.Nn;

namespace AutoGrad.Bench.Cases;

/// <summary>Steps of models of images.</summary>
internal static class ImageModels
{
    /// <summary>LeNet-5 with greatest elements in place of means, and 400-120-84-10 at the end.</summary>
    public static Action LeNet()
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([64, 1, 28, 28], generator), labels = Tensor.RandInt(0, 10, [64], generator);
        var model = new Sequential(
            new Conv2d(1, 6, 5, padding: 2, generator: generator), Activation.Relu(), new MaxPool2d(2),
            new Conv2d(6, 16, 5, generator: generator), Activation.Relu(), new MaxPool2d(2), new Flatten(),
            new Linear(400, 120, generator: generator), Activation.Relu(), new Linear(120, 84, generator: generator), Activation.Relu(),
            new Linear(84, 10, generator: generator));
        return StepCases.Step(StepCases.Sgd(model.Parameters()), () => Loss.CrossEntropy(model.Forward(x), labels));
    }

    /// <summary>The residual network of 20 layers for images 3×32×32, whose shortcuts leave out elements and pad channels.</summary>
    public static Action ResNet()
    {
        var generator = Generator.Seeded(1);
        Tensor x = Tensor.Randn([32, 3, 32, 32], generator), labels = Tensor.RandInt(0, 10, [32], generator);
        var first = Convolution(3, 16, 1, generator);
        var norm = new BatchNorm2d(16);
        Block[] blocks =
        [
            .. from i in Enumerable.Range(0, 9) let channels = 16 << i / 3 let halves = i is 3 or 6
               select new Block(halves ? channels / 2 : channels, channels, halves ? 2 : 1, generator),
        ];
        var head = new Linear(64, 10, generator: generator);
        return StepCases.Step(
            StepCases.Sgd([.. first.Parameters(), .. norm.Parameters(), .. blocks.SelectMany(static b => b.Parameters()), .. head.Parameters()]),
            () => Loss.CrossEntropy(
                head.Forward(blocks.Aggregate(norm.Forward(first.Forward(x)).Relu(), static (h, block) => block.Forward(h)).Mean([2, 3])), labels));
    }

    private static Conv2d Convolution(int inputs, int outputs, int stride, Generator generator) =>
        new(inputs, outputs, 3, stride, 1, bias: false, generator: generator);

    private sealed class Block(int inputs, int outputs, int stride, Generator generator)
    {
        private readonly Conv2d conv1 = Convolution(inputs, outputs, stride, generator), conv2 = Convolution(outputs, outputs, 1, generator);
        private readonly BatchNorm2d norm1 = new(outputs), norm2 = new(outputs);

        public IEnumerable<Tensor> Parameters() => [.. conv1.Parameters(), .. norm1.Parameters(), .. conv2.Parameters(), .. norm2.Parameters()];

        public Tensor Forward(Tensor x)
        {
            var y = norm2.Forward(conv2.Forward(norm1.Forward(conv1.Forward(x)).Relu()));
            return (y + (stride == 1 ? x : Shortcut(x))).Relu();
        }

        private Tensor Shortcut(Tensor x)
        {
            int more = (outputs - inputs) / 2;
            return x.Slice(2, .., 2).Slice(3, .., 2).Pad([(0, 0), (more, more), (0, 0), (0, 0)]);
        }
    }
}
