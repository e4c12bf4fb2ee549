using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>
/// Fixup's residual block of two 3x3 convolutions without norms: <c>relu(conv2(relu(conv1(x + bias1a) + bias1b) + bias2a) · scale + bias2b + shortcut)</c>. The shortcut is x; with a stride or more channels it is
/// <c>x + bias1a</c> at every stride-th place with channels of zeros behind it.
/// </summary>
/// <remarks>
/// Zhang, Dauphin and Ma, Fixup Initialization: Residual Learning Without Normalization, 2019, arXiv 1901.09321; names and shapes are those of the authors' CIFAR model. The constructor initializes: conv1 by He's deviation
/// times <c>1 / sqrt(n)</c>, conv2 with 0. The classifier behind the blocks begins at 0 too (<c>torch.nn.init.zeros_</c>). The numbers (biases and scale) train without decay at a tenth of the learning rate, which generated optimizers do.
/// </remarks>
public sealed class FixupBasicBlock : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv1;
    private readonly Conv2d conv2;
    private readonly Parameter bias1a;
    private readonly Parameter bias1b;
    private readonly Parameter bias2a;
    private readonly Parameter scale;
    private readonly Parameter bias2b;

    /// <summary>Makes the block and initializes it.</summary>
    /// <param name="in_channels">Channels of the input.</param>
    /// <param name="channels">Channels of the result, at least as many.</param>
    /// <param name="branches">n, the number of such blocks in the model.</param>
    /// <param name="stride">The stride of the first convolution.</param>
    /// <param name="asReleased">Whether He's deviation counts outputs, as in the authors' code (default), instead of inputs.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small, or there are fewer channels behind than before.</exception>
    public FixupBasicBlock(long in_channels, long channels, long branches, long stride = 1, bool asReleased = true) : base(nameof(FixupBasicBlock))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(in_channels);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, in_channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(branches);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        this.stride = stride;
        conv1 = nn.Conv2d(in_channels, channels, 3, stride, padding: 1, bias: false);
        conv2 = nn.Conv2d(channels, channels, 3, padding: 1, bias: false);
        (bias1a, bias1b, bias2a, bias2b) = (nn.Parameter(zeros(1)), nn.Parameter(zeros(1)), nn.Parameter(zeros(1)), nn.Parameter(zeros(1)));
        scale = nn.Parameter(ones(1));
        RegisterComponents();
        ResidualInitialization.Fixup(this, branches, 2, ["conv2.weight"], ["conv1.weight"], asReleased);
    }

    /// <summary>The stride of the first convolution.</summary>
    public long stride { get; }

    /// <summary>The block.</summary>
    /// <param name="input"><c>[batch, in_channels, height, width]</c></param>
    /// <returns><c>[batch, channels, ceil(height / stride), ceil(width / stride)]</c></returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var biased = input + bias1a;
        var branch = conv2.call(nn.functional.relu(conv1.call(biased) + bias1b) + bias2a) * scale + bias2b;
        return nn.functional.relu(branch + Shortcut(input, biased)).MoveToOuterDisposeScope();
    }

    private Tensor Shortcut(Tensor input, Tensor biased)
    {
        var missing = conv1.out_channels - conv1.in_channels;
        if (missing == 0 && stride == 1) return input;
        var taken = biased.index(TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride));
        return missing == 0 ? taken : cat([taken, zeros([taken.size(0), missing, taken.size(2), taken.size(3)], taken.dtype, taken.device)], 1);
    }
}
