using NormGen.Modules;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormGen.Tests.Golden.Conversions;

/// <summary>The vision transformer of the authors' example: its conversions are generated.</summary>
[PreRMSNorm]
[CRMSNorm]
internal sealed partial class ConvertedViT : Module<Tensor, Tensor>
{
    private readonly Linear patch_linear, cls_head_linear;
    private readonly Parameter pos_embedding, cls_token;
    private readonly ModuleList<ConvertedViTLayer> layers;
    private readonly FusedLayerNorm norm;

    public ConvertedViT(long patches, long patchWidth, long width, long depth, long heads, long inner, long classes, double eps)
        : base(nameof(ConvertedViT))
    {
        patch_linear = Linear(patchWidth, width);
        pos_embedding = Parameter(zeros(1, patches, width));
        cls_token = Parameter(zeros(1, 1, width));
        layers = new ModuleList<ConvertedViTLayer>();
        for (var i = 0; i < depth; i++) layers.Add(new ConvertedViTLayer(width, heads, inner, eps));
        norm = new FusedLayerNorm(width, eps, elementwise_affine: false);
        cls_head_linear = Linear(width, classes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = patch_linear.call(x) + pos_embedding;
        x = cat([cls_token.expand(x.size(0), -1, -1), x], 1);
        foreach (var layer in layers) x = layer.call(x);
        return cls_head_linear.call(norm.call(x).select(1, 0));
    }
}

/// <summary>Attention and MLP, each behind its norm.</summary>
internal sealed class ConvertedViTLayer : Module<Tensor, Tensor>
{
    private readonly FusedLayerNorm att_norm, mlp_norm;
    private readonly Linear att_in_linear, att_out_linear, mlp_in_linear, mlp_out_linear;
    private readonly long heads;

    public ConvertedViTLayer(long width, long heads, long inner, double eps)
        : base(nameof(ConvertedViTLayer))
    {
        this.heads = heads;
        (att_norm, mlp_norm) = (new FusedLayerNorm(width, eps, elementwise_affine: false), new FusedLayerNorm(width, eps, elementwise_affine: false));
        att_in_linear = Linear(width, 3 * width);
        att_out_linear = Linear(width, width);
        mlp_in_linear = Linear(width, inner);
        mlp_out_linear = Linear(inner, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor x)
    {
        x = x + Attend(att_norm.call(x));
        return x + mlp_out_linear.call(functional.gelu(mlp_in_linear.call(mlp_norm.call(x))));
    }

    private Tensor Attend(Tensor x)
    {
        var parts = att_in_linear.call(x).view(x.size(0), x.size(1), 3, heads, -1).permute(2, 0, 3, 1, 4);
        var attended = functional.scaled_dot_product_attention(parts.select(0, 0), parts.select(0, 1), parts.select(0, 2));
        return att_out_linear.call(attended.transpose(1, 2).flatten(2));
    }
}
