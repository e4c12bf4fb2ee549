using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace NormGen.Modules;

/// <summary>Adds one learned number, which begins at 0: what Fixup puts before each weight and each activation of a branch, in the place of biases.</summary>
/// <remarks>Zhang, Dauphin and Ma, Fixup Initialization, 2019, arXiv 1901.09321. Generated optimizers train it without decay and at a tenth of the learning rate.</remarks>
public sealed class ScalarBias : nn.Module<Tensor, Tensor>
{
    [ComponentName(Name = nameof(bias))]
    private Parameter? _bias;

    /// <summary>Makes the module.</summary>
    /// <param name="device">Where the number lives; null: torch's default.</param>
    /// <param name="dtype">Its type; null: torch's default.</param>
    public ScalarBias(Device? device = null, ScalarType? dtype = null) : base(nameof(ScalarBias))
    {
        NormArguments.CheckType(dtype);
        bias = new Parameter(zeros(1, dtype, device));
    }

    /// <summary>The number, <c>[1]</c>.</summary>
    public Parameter bias
    {
        get => _bias!;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (Slots.Put(ref _bias, value, [1], nameof(bias))) ConditionallyRegisterParameter(nameof(bias), _bias);
        }
    }

    /// <summary><c>x + bias</c></summary>
    /// <param name="input">Any shape.</param>
    /// <returns>A tensor of that shape.</returns>
    public override Tensor forward(Tensor input) => input.add(_bias!);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _bias?.Dispose();
        base.Dispose(disposing);
    }
}
