using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads which fused method computes a norm module, and where its arguments are found in the module.</summary>
internal static class NormFormulaReader
{
    /// <summary>Reads the formula of a norm; returns what is wrong, or null.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="norm">The module.</param>
    /// <param name="arguments">Takes one entry for each parameter after the first.</param>
    /// <param name="formula">The formula.</param>
    /// <param name="obstacle">Why it cannot be part of a joint, or null.</param>
    public static string? Read(BlockReading reading, INamedTypeSymbol norm, List<NormArgument> arguments, out NormFormula? formula, out string? obstacle)
    {
        formula = null;
        obstacle = null;
        var attribute = TorchTypes.BasesOf(norm).Select(t => PlacementAttributes.Find(t, NormGenNames.NormFormula)).FirstOrDefault(a => a is not null);
        if (attribute is null) return "it has no [NormFormula], so nothing is known about what it computes; Fuse = false calls it as a module";
        if (attribute.ConstructorArguments.Length != 2) return "its [NormFormula] does not compile";
        if (attribute.ConstructorArguments[0].Value is not INamedTypeSymbol container || attribute.ConstructorArguments[1].Value is not string name) return "its [NormFormula] does not compile";

        if (Method(reading, container, name, out var fault) is not { } method) return fault;

        var parameters = new List<NormFormulaParameter>();
        foreach (var parameter in method.Parameters.Skip(1))
        {
            var isTensor = TorchTypes.IsTensor(parameter.Type);
            if (NormMemberReader.Find(reading, norm, parameter, isTensor) is not { } argument)
                return $"it has no public {(isTensor ? "tensor" : "number")} '{parameter.Name}', which its formula '{name}' takes";
            parameters.Add(new(parameter.Name, isTensor));
            arguments.Add(argument);
        }

        (var graph, obstacle, var bodies) = NormGraphReader.Read(method, reading.Compilation, reading.Token);
        reading.AddBodies(bodies);
        formula = new(container.ToDisplayString(), method.Name, parameters.ToEquatableArray(), graph);
        return null;
    }

    /// <summary>The fused method of that name; null with what is wrong.</summary>
    public static IMethodSymbol? Method(BlockReading reading, INamedTypeSymbol container, string name, out string? fault)
    {
        var methods = container.GetMembers(name).OfType<IMethodSymbol>().Where(m => PlacementAttributes.Find(m, NormGenNames.Fused) is not null).ToList();
        fault = methods.Count == 0 ? $"{container.Name} has no [Fused] method '{name}'"
            : methods.Count > 1 ? $"{container.Name} has several [Fused] methods '{name}'"
            : Fault(reading, methods[0]) is { } own ? $"its formula '{name}' {own}" : null;
        return fault is null ? methods[0] : null;
    }

    private static string? Fault(BlockReading reading, IMethodSymbol method)
    {
        if (!TorchTypes.IsTensor(method.ReturnType)) return "does not return one Tensor";
        if (method.Parameters.IsEmpty || !TorchTypes.IsTensor(method.Parameters[0].Type)) return "does not take the rows first";
        if (method.Parameters.Skip(1).FirstOrDefault(p => !TorchTypes.IsTensor(p.Type) && p.Type.SpecialType != SpecialType.System_Double) is { } odd) return $"takes '{odd.Name}', which is neither a tensor nor a double";
        if (method.Parameters.Skip(1).FirstOrDefault(p => TorchTypes.IsTensor(p.Type) && PlacementAttributes.Find(p, NormGenNames.PerFeature) is null) is { } rows) return $"takes '{rows.Name}', which is not [PerFeature]";
        if (method.Parameters.FirstOrDefault(p => PlacementAttributes.Find(p, NormGenNames.Inplace) is not null) is { } reused) return $"overwrites '{reused.Name}' in place";
        // The kernel of a joint stands outside the block.
        return reading.Compilation.IsSymbolAccessibleWithin(method, reading.Compilation.Assembly) ? null : "is private: it must be internal or public";
    }
}
