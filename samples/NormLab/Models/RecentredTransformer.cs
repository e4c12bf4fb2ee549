using LaboratorySample.Runs;
using NormGen.Modules;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace NormLabSample.Models;

/// <summary>The form in which a Pre-LN transformer computes.</summary>
internal enum StreamForm
{
    /// <summary>As it is written.</summary>
    LayerNorm,

    /// <summary>What writes the stream is recentred, and the norms are root mean square ones.</summary>
    RMSNorm,

    /// <summary>The same without the stream's last feature, which follows from the others.</summary>
    CRMSNorm,
}

/// <summary>
/// A vision transformer of one set of parameters that computes in each of the three forms, in float64: width 6, two layers, two heads, four patches and a class token. Recentring stands in forward, so that gradients are those of the
/// parameters as they are stored.
/// </summary>
internal sealed class RecentredTransformer : Module<Tensor, Tensor>
{
    /// <summary>Patches of an image.</summary>
    public const int Patches = 4;

    /// <summary>Numbers of a patch.</summary>
    public const int PatchSize = 12;

    /// <summary>Classes.</summary>
    public const int Classes = 5;

    private const int Width = 6, Layers = 2, Heads = 2;
    private const double Eps = 1e-5;
    private readonly StreamForm form;
    private readonly ParameterDict weights = new();

    /// <summary>Draws a transformer.</summary>
    /// <param name="form">How it computes.</param>
    /// <param name="randomness">Draws the parameters.</param>
    public RecentredTransformer(StreamForm form, Randomness randomness)
        : base(nameof(RecentredTransformer))
    {
        this.form = form;
        Add("class_token", 1, 1, Width);
        Add("positions", 1, Patches + 1, Width);
        AddLinear("patch", PatchSize, Width);
        for (var layer = 0; layer < Layers; layer++)
        {
            AddLinear($"qkv{layer}", Width, 3 * Width);
            AddLinear($"out{layer}", Width, Width);
            AddLinear($"expand{layer}", Width, 4 * Width);
            AddLinear($"contract{layer}", 4 * Width, Width);
        }

        AddLinear("head", Width, Classes);
        RegisterComponents();

        void AddLinear(string name, long inputs, long outputs)
        {
            Add($"{name}_weight", outputs, inputs);
            Add($"{name}_bias", outputs);
        }

        void Add(string name, params long[] shape) => weights.Add((name, new Parameter(randomness.Normal(shape, ScalarType.Float64) * 0.5)));
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor patches)
    {
        using var scope = NewDisposeScope();
        var x = cat([Embedded("class_token").expand(patches.size(0), 1, -1), Written("patch", patches)], 1) + Embedded("positions");
        for (var layer = 0; layer < Layers; layer++)
        {
            var parts = Read($"qkv{layer}", Norm(x)).view(x.size(0), x.size(1), 3, Heads, Width / Heads).permute(2, 0, 3, 1, 4);
            var attended = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2]).transpose(1, 2).flatten(2);
            x = x + Written($"out{layer}", attended);
            x = x + Written($"contract{layer}", functional.gelu(Read($"expand{layer}", Norm(x))));
        }

        return Read("head", Norm(x).select(1, 0)).MoveToOuterDisposeScope();
    }

    private Tensor Norm(Tensor x) => form switch
    {
        StreamForm.LayerNorm => Norms.LayerNormWithoutAffine(x, Eps),
        StreamForm.RMSNorm => Norms.RMSNormWithoutAffine(x, Eps),
        _ => Norms.CRMSNorm(x, Eps),
    };

    /// <summary>A table of the stream: each row without its mean.</summary>
    private Tensor Embedded(string name) => form == StreamForm.LayerNorm ? weights[name] : Kept(Recentring.Rows(weights[name]), -1);

    /// <summary>A layer that writes the stream: its weight without the mean over the outputs.</summary>
    private Tensor Written(string name, Tensor x)
    {
        var (weight, bias) = (weights[$"{name}_weight"], weights[$"{name}_bias"]);
        return form == StreamForm.LayerNorm ? functional.linear(x, weight, bias) : functional.linear(x, Kept(Recentring.Outputs(weight), 0), Kept(Recentring.Rows(bias), 0));
    }

    /// <summary>A layer that reads the stream through a norm: without the last feature, its column is taken off the others.</summary>
    private Tensor Read(string name, Tensor x)
    {
        Tensor weight = weights[$"{name}_weight"];
        return functional.linear(x, form == StreamForm.CRMSNorm ? weight[.., ..^1] - weight[.., ^1..] : weight, weights[$"{name}_bias"]);
    }

    private Tensor Kept(Tensor recentred, long dimension) => form == StreamForm.CRMSNorm ? recentred.narrow(dimension, 0, Width - 1) : recentred;
}
