using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>Two pre-activation residual blocks of width 32 for small images, and a linear layer over the means of the four quarters; norm and activation are one module of the user's choice.</summary>
internal sealed class PreActivationNet : Module<Tensor, Tensor>
{
    /// <summary>The channels.</summary>
    public const int Width = 32;

    private readonly Conv2d stem;
    private readonly ModuleList<Sequential> branches;
    private readonly Module<Tensor, Tensor> last;
    private readonly Linear head;

    /// <summary>Creates a net.</summary>
    /// <param name="classes">The classes.</param>
    /// <param name="activation">Makes a norm with its activation.</param>
    public PreActivationNet(int classes, Func<Module<Tensor, Tensor>> activation)
        : base(nameof(PreActivationNet))
    {
        stem = Conv2d(3, Width, 3, padding: 1, bias: false);
        branches = new([.. Enumerable.Range(0, 2).Select(_ => Sequential(activation(), Conv2d(Width, Width, 3, padding: 1, bias: false), activation(), Conv2d(Width, Width, 3, padding: 1, bias: false)))]);
        last = activation();
        head = Linear(4 * Width, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        x = stem.call(x);
        foreach (var branch in branches) x = x + branch.call(x);
        return head.call(functional.adaptive_avg_pool2d(last.call(x), [2, 2]).flatten(1)).MoveToOuterDisposeScope();
    }
}
