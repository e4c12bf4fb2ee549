namespace NormGen.Benchmarks.Analysis;

/// <content>A residual net.</content>
internal static partial class AnalysisSources
{
    /// <summary>A residual net of two kinds of blocks, with squeeze-and-excitation.</summary>
    private static string ResidualNet(int number) => $$"""
        public sealed class BasicBlock : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1, conv2;
            private readonly BatchNorm2d bn1, bn2;
            private readonly Sequential? downsample;

            public BasicBlock(int inputs, int outputs, int stride = 1) : base("BasicBlock")
            {
                conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
                bn1 = BatchNorm2d(outputs);
                conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
                bn2 = BatchNorm2d(outputs);
                if (stride != 1 || inputs != outputs) downsample = Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var identity = downsample is null ? x : downsample.call(x);
                var y = functional.relu(bn1.call(conv1.call(x)));
                y = bn2.call(conv2.call(y));
                return functional.relu(y + identity);
            }
        }

        public sealed class SqueezeExcitation : Module<Tensor, Tensor>
        {
            private readonly Linear squeeze, excite;

            public SqueezeExcitation(int channels, int reduction = 16) : base("SqueezeExcitation")
            {
                squeeze = Linear(channels, channels / reduction);
                excite = Linear(channels / reduction, channels);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var s = functional.adaptive_avg_pool2d(x, new long[] { 1, 1 }).flatten(1);
                s = torch.sigmoid(excite.call(functional.relu(squeeze.call(s))));
                return x * s.view(x.size(0), -1, 1, 1);
            }
        }

        public sealed class Bottleneck : Module<Tensor, Tensor>
        {
            private readonly Sequential body;
            private readonly SqueezeExcitation attention;

            public Bottleneck(int channels, int inner) : base("Bottleneck")
            {
                body = Sequential(
                    Conv2d(channels, inner, 1, bias: false), BatchNorm2d(inner), ReLU(),
                    Conv2d(inner, inner, 3, padding: 1, bias: false), BatchNorm2d(inner), ReLU(),
                    Conv2d(inner, channels, 1, bias: false), BatchNorm2d(channels));
                attention = new SqueezeExcitation(channels);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => functional.relu(x + attention.call(body.call(x)));
        }

        public sealed class ResidualNet : Module<Tensor, Tensor>
        {
            private readonly Sequential stem, stages;
            private readonly Linear head;

            public ResidualNet(int classes = {{10 + number}}) : base("ResidualNet")
            {
                stem = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(), MaxPool2d(3, 2, 1));
                stages = Sequential(new BasicBlock(64, 64), new BasicBlock(64, 128, 2), new Bottleneck(128, 32), new BasicBlock(128, 256, 2), new Bottleneck(256, 64));
                head = Linear(256, classes);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => head.call(functional.adaptive_avg_pool2d(stages.call(stem.call(x)), new long[] { 1, 1 }).flatten(1));
        }
        """;
}
