using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace CharTransformerSample.Training;

/// <summary>The weights that a training begins with.</summary>
/// <remarks>
/// Matrices: normal with deviation 1/sqrt(inputs), so that a step of SCALE, whose entries are as large as the learning rate, changes them by a few percent at most.
/// The head starts small (0.02): the first prediction is nearly uniform. The embedding has deviation 1, the size of what the branches add to the stream:
/// Peri-LN normalizes every branch's output, and a small embedding would be drowned by the first of them.
/// </remarks>
public static class InitialWeights
{
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
                init.normal_(parameter, 0, Deviation(name, inputs: parameter.size(1)));
            }
        }
    }

    private static double Deviation(string name, long inputs) => name switch
    {
        "embedding.weight" => 1,
        "head.weight" => 0.02,
        _ => 1 / Math.Sqrt(inputs),
    };
}
