namespace NormGen.Benchmarks.Analysis;

/// <content>A net of images to images.</content>
internal static partial class AnalysisSources
{
    /// <summary>An encoder and decoder of convolutions with skips, and its training.</summary>
    private static string UNet(int number) => $$"""
        public sealed class DoubleConvolution : Module<Tensor, Tensor>
        {
            private readonly Conv2d first, second;
            private readonly GroupNorm norm1, norm2;

            public DoubleConvolution(int inputs, int outputs) : base("DoubleConvolution")
            {
                first = Conv2d(inputs, outputs, 3, padding: 1);
                norm1 = GroupNorm(8, outputs);
                second = Conv2d(outputs, outputs, 3, padding: 1);
                norm2 = GroupNorm(8, outputs);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                x = functional.silu(norm1.call(first.call(x)));
                return functional.silu(norm2.call(second.call(x)));
            }
        }

        public sealed class Up : Module<Tensor, Tensor, Tensor>
        {
            private readonly ConvTranspose2d up;
            private readonly DoubleConvolution convolution;

            public Up(int inputs, int outputs) : base("Up")
            {
                up = ConvTranspose2d(inputs, outputs, 2, stride: 2);
                convolution = new DoubleConvolution(2 * outputs, outputs);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x, Tensor skip) => convolution.call(torch.cat(new[] { skip, up.call(x) }, 1));
        }

        public sealed class Down : Module<Tensor, Tensor>
        {
            private readonly MaxPool2d pool = MaxPool2d(2);
            private readonly DoubleConvolution convolution;

            public Down(int inputs, int outputs) : base("Down")
            {
                convolution = new DoubleConvolution(inputs, outputs);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => convolution.call(pool.call(x));
        }

        public sealed class UNet : Module<Tensor, Tensor>
        {
            private readonly DoubleConvolution begin;
            private readonly Down down1, down2;
            private readonly Up up1, up2;
            private readonly Conv2d end;

            public UNet(int channels, int classes) : base("UNet")
            {
                begin = new DoubleConvolution(channels, 32);
                down1 = new Down(32, 64);
                down2 = new Down(64, 128);
                up1 = new Up(128, 64);
                up2 = new Up(64, 32);
                end = Conv2d(32, classes, 1);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var a = begin.call(x);
                var b = down1.call(a);
                var c = down2.call(b);
                return end.call(up2.call(up1.call(c, b), a));
            }
        }

        public static class Segmentation
        {
            public static void Train(string data, int epochs, double rate = 1e-3)
            {
                var device = torch.cuda.is_available() ? CUDA : CPU;
                var model = new UNet(3, {{2 + number % 7}}).to(device);
                var optimizer = torch.optim.Adam(model.parameters(), rate);
                var scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10, 0.5);
                var loss = CrossEntropyLoss();
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    model.train();
                    using (torch.NewDisposeScope())
                    {
                        var x = torch.randn(8, 3, 64, 64, device: device);
                        var y = torch.randint(0, 2, new long[] { 8, 64, 64 }, device: device);
                        optimizer.zero_grad();
                        var value = loss.call(model.call(x), y);
                        value.backward();
                        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0);
                        optimizer.step();
                        Console.WriteLine($"epoch {epoch}: {value.item<float>():F4}");
                    }

                    scheduler.step();
                }

                model.save(data + ".dat");
            }
        }
        """;
}
