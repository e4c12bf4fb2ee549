using NormGen.Modules;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>The constants of all rules as functions of the depth: numbers computed in double whatever the type.</summary>
internal sealed class ResidualScalesRunner : IGoldenRunner
{
    public string System => "Scaled residual branches";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("n") && golden.Inputs.ContainsKey("enc") && golden.Inputs.ContainsKey("dec");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        yield return golden.Outputs.Keys.ToDictionary(name => name, name => name switch
        {
            "inv_n" => ByDepth(ResidualScales.InverseBranches),
            "inv_sqrt_n" => ByDepth(ResidualScales.InverseSqrtBranches),
            "gpt2_init_factor" => ByDepth(layers => ResidualScales.InverseSqrtBranches(2 * layers)),
            "deepnorm_alpha" => ByDepth(ResidualScales.DeepNormAlpha),
            "deepnorm_beta" => ByDepth(ResidualScales.DeepNormBeta),
            "deepnorm_encdec_enc_alpha" => ByBoth(ResidualScales.DeepNormEncoderAlpha),
            "deepnorm_encdec_enc_beta" => ByBoth((encoder, decoder) => ResidualScales.DeepNormEncoderBeta(encoder, decoder)),
            "deepnorm_encdec_enc_beta_torchscale" => ByBoth((encoder, decoder) => ResidualScales.DeepNormEncoderBeta(encoder, decoder, asReleased: true)),
            "deepnorm_encdec_dec_alpha" => ByBoth((_, decoder) => ResidualScales.DeepNormDecoderAlpha(decoder)),
            "deepnorm_encdec_dec_beta" => ByBoth((_, decoder) => ResidualScales.DeepNormDecoderBeta(decoder)),
            _ when name.Split("fixup_init_factor_m") is ["", var weights] => ByDepth(branches => ResidualScales.FixupFactor(branches, int.Parse(weights, global::System.Globalization.CultureInfo.InvariantCulture))),
            _ => throw new NotSupportedException(name),
        });

        Tensor ByDepth(Func<long, double> rule) => tensor(golden.Inputs["n"].Data.Select(n => rule((long)n)).ToArray());

        Tensor ByBoth(Func<long, long, double> rule) => tensor(golden.Inputs["enc"].Data.Zip(golden.Inputs["dec"].Data, (encoder, decoder) => rule((long)encoder, (long)decoder)).ToArray());
    }
}
