namespace NormGen;

/// <summary>Marks a field of a block as a residual branch. Branches run in the order of declaration.</summary>
/// <remarks>Its norms are registered as <c>&lt;sublayer&gt;_norm</c> where it has one, <c>&lt;sublayer&gt;_norm_in</c> and <c>&lt;sublayer&gt;_norm_out</c> where it has two.</remarks>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property)]
public sealed class SublayerAttribute : Attribute
{
    /// <summary>The name of the norm before the sublayer (or of its only norm) in <c>state_dict</c>, to match an existing checkpoint.</summary>
    public string? NormIn { get; set; }

    /// <summary>The name of the norm on the sublayer's output in <c>state_dict</c>.</summary>
    public string? NormOut { get; set; }

    /// <summary>
    /// The name of the block's <c>Dropout</c> on this branch, best written with <c>nameof</c>: <c>x = x + s · dropout(f(x))</c>, behind an output norm. It is part of the joint; its probability and whether it trains are the
    /// module's own.
    /// </summary>
    /// <remarks>In a joint its mask comes from <see cref="CounterRandom"/>, by a seed drawn from torch's generator in each call, and is drawn again in backward instead of being kept.</remarks>
    public string? Dropout { get; set; }

    /// <summary>The name of a <c>Parameter</c> <c>[features]</c> of the block that the branch is multiplied by: <c>x = x + s · γ ⊙ f(x)</c>, behind an output norm and before a dropout.</summary>
    /// <remarks>LayerScale: Touvron et al., Going Deeper with Image Transformers, 2021, arXiv 2103.17239, which starts it at 0.1 down to 1e-6, the less the deeper the model.</remarks>
    public string? Scale { get; set; }

    /// <summary>
    /// Whether joints take over what the sublayer opens and closes with, where it is a <c>Linear</c> or a <c>Sequential</c> that the constructor makes (default): closing bias, activations, dropout and norms, opening norms. The
    /// sublayer's parts are then called one by one, so that hooks on the sublayer and on those parts do not fire; <c>false</c> calls it as it stands.
    /// </summary>
    public bool Fuse { get; set; } = true;

    /// <summary>Whether the initialization of a rule (Fixup, DeepNorm, GPT-2) draws the sublayer's weights (default). <c>false</c> leaves them to the sublayer, as where its <c>forward</c> does not show which weight makes what; see <see cref="Modules.ResidualInitialization"/>.</summary>
    public bool Initialize { get; set; } = true;
}
