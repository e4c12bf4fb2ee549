using NormGen.CodeModel.Residuals;

namespace NormGen.CodeModel.Modules;

/// <summary>The parameters that modules of TorchSharp and norms of NormGen register, from their constructor arguments.</summary>
internal static class KnownParameters
{
    /// <summary>Adds the parameters of a module of a known kind.</summary>
    public static void AddTo(ModuleNode module)
    {
        switch (module.Kind)
        {
            case ModuleKind.Linear:
                Add(module, "weight", 2, true);
                Add(module, "bias", 1, module.Arguments.ContainsKey("weight") ? null : Switch(module, "hasBias"));
                break;
            case ModuleKind.Bilinear:
                Add(module, "weight", 3, true);
                Add(module, "bias", 1, Switch(module, "hasBias"));
                break;
            case ModuleKind.Embedding or ModuleKind.EmbeddingBag:
                Add(module, "weight", 2, true);
                break;
            case ModuleKind.Convolution or ModuleKind.TransposedConvolution:
                Add(module, "weight", 2 + KnownModules.SpatialDimensions(module.Type), true);
                Add(module, "bias", 1, Switch(module, "bias"));
                break;
            case ModuleKind.LayerNorm or ModuleKind.RootMeanSquareNorm or ModuleKind.OtherNorm:
                AddNorm(module);
                break;
            case ModuleKind.GroupNorm or ModuleKind.BatchNorm or ModuleKind.InstanceNorm:
                Add(module, "weight", 1, Switch(module, "affine"));
                Add(module, "bias", 1, Switch(module, "affine"));
                break;
            case ModuleKind.OfflineNorm:
                Add(module, "weight", 1, true);
                Add(module, "bias", 1, true);
                break;
            case ModuleKind.PRelu:
                Add(module, "weight", 1, true);
                break;
            case ModuleKind.ScalarBias:
                AddNumber(module, "bias");
                break;
            case ModuleKind.FixupBlock:
                foreach (var name in new[] { "bias1a", "bias1b", "bias2a", "scale", "bias2b" }) AddNumber(module, name);
                foreach (var name in new[] { "conv1.weight", "conv2.weight" }) Add(module, name, 4, true);
                break;
        }
    }

    /// <summary>A learned number of Fixup.</summary>
    private static void AddNumber(ModuleNode module, string name)
        => module.Parameters.Add(new(module, name) { Dimensions = 1, IsOneNumber = true, Residual = $"a learned {(name == "scale" ? "factor" : "offset")} on a residual branch (Fixup)", RateFactor = LearnedScaleNames.RateFactor(BranchScaleRule.Fixup) });

    private static void AddNorm(ModuleNode module)
    {
        var affine = Switch(module, "elementwise_affine");
        if (KnownModules.IsTorchSharp(module.Type))
        {
            Add(module, "weight", 1, affine);
            Add(module, "bias", 1, And(affine, Switch(module, "bias")));
            return;
        }

        foreach (var member in module.Type.GetMembers())
        {
            if (member is not Microsoft.CodeAnalysis.IPropertySymbol { IsStatic: false } property || !KnownModules.IsParameter(property.Type)) continue;
            Add(module, property.Name, 1, property.Name == "bias" ? And(affine, Switch(module, "bias")) : affine);
        }
    }

    /// <summary>A switch of the constructor: its value, or null where it is not known.</summary>
    private static bool? Switch(ModuleNode module, string argument) => module.Argument(argument).Truth;

    private static bool? And(bool? left, bool? right) => left == false || right == false ? false : left == true && right == true ? true : null;

    private static void Add(ModuleNode module, string name, int dimensions, bool? exists)
    {
        if (exists != false) module.Parameters.Add(new(module, name) { Dimensions = dimensions, Exists = exists });
    }
}
