using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads a norm that is chosen as a <c>[Fused]</c> method: the module around it is the library's, with a parameter for each of its tensors.</summary>
internal static class NormMethodReader
{
    private const string Module = "global::NormGen.Modules.MethodNorm";

    /// <summary>The norm; null with a fault where the method cannot be one.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="container">The type that declares the method.</param>
    /// <param name="name">Its name.</param>
    /// <param name="eps">The number its parameter <c>eps</c> gets, or null for its own default.</param>
    /// <param name="obstacle">Why it cannot be part of a joint, or null.</param>
    /// <param name="fault">Why it cannot be a norm, or null.</param>
    public static NormModel? Read(BlockReading reading, INamedTypeSymbol container, string name, double? eps, out string? obstacle, out string? fault)
    {
        obstacle = null;
        if (NormFormulaReader.Method(reading, container, name, out fault) is not { } method) return null;
        var (names, initial, numbers) = (new List<string>(), new List<double>(), new List<double>());
        var (parameters, arguments) = (new List<NormFormulaParameter>(), new List<NormArgument>());
        foreach (var parameter in method.Parameters.Skip(1))
        {
            var isTensor = TorchTypes.IsTensor(parameter.Type);
            arguments.Add(new(isTensor ? $"Value({names.Count})" : $"Number({numbers.Count})", false, 0));
            parameters.Add(new(parameter.Name, isTensor));
            if (isTensor)
            {
                names.Add(parameter.Name);
                initial.Add(PlacementAttributes.Find(parameter, NormGenNames.PerFeature) is { } feature && PlacementAttributes.Argument(feature, "Initial") is { Value: double start } ? start : 1);
                continue;
            }

            if ((parameter.Name == "eps" ? eps : null) is not { } number)
            {
                if (parameter is not { HasExplicitDefaultValue: true, ExplicitDefaultValue: double given })
                {
                    fault = $"'{name}' takes '{parameter.Name}', which has no default{(parameter.Name == "eps" ? "; Eps gives it a value" : "")}";
                    return null;
                }

                number = given;
            }

            numbers.Add(number);
        }

        if (eps is not null && method.Parameters.All(p => p.Name != "eps")) fault = $"'{name}' has no argument 'eps'";
        if (fault is not null) return null;
        (var graph, obstacle, var bodies) = NormGraphReader.Read(method, reading.Compilation, reading.Token);
        reading.AddBodies(bodies);
        var formula = new NormFormula(container.ToDisplayString(), method.Name, parameters.ToEquatableArray(), graph);
        return new(method.Name, Module, "public", null, formula, arguments.ToEquatableArray()) { Method = new(names.ToEquatableArray(), initial.ToEquatableArray(), numbers.ToEquatableArray()) };
    }
}
