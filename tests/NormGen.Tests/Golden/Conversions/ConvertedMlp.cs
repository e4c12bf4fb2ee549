using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Golden.Conversions;

/// <summary>Residual layers of two linear maps behind a norm with gain and offset: its conversions are generated.</summary>
[PreRMSNorm]
[CRMSNorm]
internal sealed partial class ConvertedMlp : Module<Tensor, Tensor>
{
    private readonly Linear emb, head;
    private readonly ModuleList<ConvertedMlpLayer> layers;
    private readonly FusedLayerNorm final_norm;

    public ConvertedMlp(long width, long inner, long depth, long outputs, double eps)
        : base(nameof(ConvertedMlp))
    {
        emb = Linear(width, width);
        layers = new ModuleList<ConvertedMlpLayer>();
        for (var i = 0; i < depth; i++) layers.Add(new ConvertedMlpLayer(width, inner, eps));
        final_norm = new FusedLayerNorm(width, eps);
        head = Linear(width, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => head.call(final_norm.call(Stream(x)));

    /// <summary>The residual stream behind the last layer.</summary>
    public Tensor Stream(Tensor x)
    {
        x = emb.call(x);
        foreach (var layer in layers) x = layer.call(x);
        return x;
    }
}

/// <summary><c>x + fc2 gelu(fc1 norm(x))</c></summary>
internal sealed class ConvertedMlpLayer : Module<Tensor, Tensor>
{
    private readonly FusedLayerNorm norm;
    private readonly Linear fc1, fc2;

    public ConvertedMlpLayer(long width, long inner, double eps)
        : base(nameof(ConvertedMlpLayer))
    {
        norm = new FusedLayerNorm(width, eps);
        (fc1, fc2) = (Linear(width, inner), Linear(inner, width));
        RegisterComponents();
    }

    public override Tensor forward(Tensor x) => x + fc2.call(functional.gelu(fc1.call(norm.call(x))));
}
