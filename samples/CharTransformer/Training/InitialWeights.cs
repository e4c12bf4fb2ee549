using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Training;

/// <summary>The weights that a training begins with.</summary>
/// <remarks>
/// Matrices as in GPT-2: normal with deviation 0.02. The embedding has deviation 1, the size of what the branches add to the stream: Peri-LN normalizes
/// every branch's output, so a small embedding would be drowned by the first of them.
/// </remarks>
public static class InitialWeights
{
    private const double Matrix = 0.02;
    private const double Embedding = 1;

    /// <summary>Draws all matrices of a model; the gains of norms stay at one.</summary>
    /// <param name="model">The model.</param>
    /// <param name="seed">The seed.</param>
    public static void Draw(nn.Module model, long seed)
    {
        using var _ = no_grad();
        torch.manual_seed(seed);
        // By name: the same draws go to the same weights, whatever the order of registration.
        foreach (var (name, parameter) in model.named_parameters().OrderBy(named => named.name, StringComparer.Ordinal))
        {
            if (parameter.ndim == 2)
            {
                init.normal_(parameter, 0, name.StartsWith("embedding.", StringComparison.Ordinal) ? Embedding : Matrix);
            }
        }
    }
}
