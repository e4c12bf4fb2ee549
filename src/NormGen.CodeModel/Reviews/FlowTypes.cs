using NormGen.CodeModel.Flow;

namespace NormGen.CodeModel.Reviews;

/// <summary>The number types of a flow, where a conversion proves them.</summary>
internal static class FlowTypes
{
    /// <summary>The type of a step's result by its name in <c>torch.ScalarType</c>; null where it is not proven.</summary>
    public static string? Of(FlowNode node)
    {
        for (var steps = 0; steps < 64; steps++)
        {
            switch (node)
            {
                case { Kind: FlowKind.Same, Value.Text: { } type }:
                    return type;
                case { Kind: FlowKind.Same, Function: "to" or "to_type" or "type_as" or "type" }:
                    return null;
                case { Kind: FlowKind.Same or FlowKind.Homogeneous or FlowKind.Reduce or FlowKind.View or FlowKind.Transpose or FlowKind.Rearrange or FlowKind.Pooling, Inputs: [var only] }:
                    node = only;
                    break;
                case { Kind: FlowKind.Add or FlowKind.Multiply or FlowKind.Divide, Inputs: [var left, { Kind: FlowKind.Constant, Rank: 0 }] }:
                    node = left;
                    break;
                case { Kind: FlowKind.Add or FlowKind.Multiply or FlowKind.Divide, Inputs: [var left, var right] }:
                    return Of(left) is { } a && Of(right) == a ? a : null;
                default:
                    return null;
            }
        }

        return null;
    }

    /// <summary>Half of the smallest number above zero: what is less becomes zero; 0 for a type of which that is not asked.</summary>
    public static double Underflow(string? type) => type switch
    {
        "Float16" => 2.98023223876953125e-8, // 2^-25
        "BFloat16" => 4.591774807899561e-41, // 2^-134
        "Float32" => 7.006492321624085e-46, // 2^-150
        _ => 0,
    };
}
