using NormGen.CodeModel.Placement;

namespace NormGen.Generators.Placement;

/// <summary>An operation that a joint computes in the place of the sublayer beside it.</summary>
/// <param name="Kind">What it computes.</param>
/// <param name="Formula">The formula of a norm, else null.</param>
internal sealed record JointStep(BranchStepKind Kind, NormFormula? Formula)
{
    /// <summary>The step as one of the model does it.</summary>
    public static JointStep Of(BranchStep step) => new(step.Kind, step.Formula);

    /// <summary>Its function in <c>torch.nn.functional</c>, for activations.</summary>
    public string Function => Kind == BranchStepKind.GeluTanh ? "gelu" : Kind.ToString().ToLowerInvariant();

    /// <summary>What a reader calls it.</summary>
    public string Word => Kind switch
    {
        BranchStepKind.Norm => Formula!.Method,
        BranchStepKind.GeluTanh => "gelu by tanh",
        _ => Function,
    };
}
