using System.Globalization;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads <c>[ScaledResidual]</c>.</summary>
internal static class ScaleReader
{
    /// <summary>The scale, or null where there is none.</summary>
    public static BranchScale? Read(BlockReading reading)
    {
        if (PlacementAttributes.Find(reading.Block, NormGenNames.ScaledResidual) is not { } attribute) return null;
        switch (attribute.ConstructorArguments.FirstOrDefault().Value)
        {
            case int rule when Enum.IsDefined(typeof(BranchScaleRule), rule + 1):
                // ResidualScale has the rules in the same order, without the constant.
                return new((BranchScaleRule)(rule + 1), 0);
            case double constant when constant != 0 && !double.IsNaN(constant) && !double.IsInfinity(constant):
                return new(BranchScaleRule.Constant, constant);
            case { } other:
                reading.Complain(PlacementProblem.ScaleUnusable, reading.PlaceOf(attribute, null), Convert.ToString(other, CultureInfo.InvariantCulture) ?? "");
                return null;
            default:
                return null; // an argument that does not compile
        }
    }
}
