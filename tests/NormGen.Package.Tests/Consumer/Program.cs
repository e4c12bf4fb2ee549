using Consumer;
using NormGen;
using TorchSharp;
using static TorchSharp.torch;

random.manual_seed(1);
using var block = new Block(width: 16, depth: 1);
using var optimizer = optim.SCALE(block, lr: 1e-2);
using Tensor input = randn(32, 16), target = randn(32, 16);

double first = 0, last = 0;
for (int step = 0; step < 10; step++)
{
    using var scope = NewDisposeScope();
    optimizer.zero_grad();
    Tensor loss = nn.functional.mse_loss(block.call(input), target);
    loss.backward();
    optimizer.step();
    last = loss.item<float>();
    first = step == 0 ? last : first;
}

Console.WriteLine(FormattableString.Invariant($"parameters {string.Join(' ', block.named_parameters().Select(p => p.name).Order(StringComparer.Ordinal))}"));
Console.WriteLine(FormattableString.Invariant($"loss {first} {last}"));
