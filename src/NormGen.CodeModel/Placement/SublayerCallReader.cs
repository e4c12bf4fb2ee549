using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Collections;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Reads how a sublayer is called: which method, and what stands for each argument after the stream.</summary>
internal static class SublayerCallReader
{
    /// <summary>The call, or null with a complaint.</summary>
    /// <param name="reading">The block.</param>
    /// <param name="member">The sublayer's field or property.</param>
    /// <param name="forward">The block's <c>forward</c>, or null: then every argument is taken as there.</param>
    /// <param name="used">Takes the names of the block's parameters that are passed on.</param>
    /// <param name="item">What is called, where the member is a list of it.</param>
    public static (string Method, EquatableArray<SublayerArgument> Arguments)? Read(BlockReading reading, ISymbol member, IMethodSymbol? forward, HashSet<string> used, ITypeSymbol? item = null)
    {
        var type = item ?? (member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type);
        if (TorchTypes.IsBroken(type))
        {
            reading.IsBroken = true;
            return null;
        }

        if (Fault(member, type) is { } fault) return Reject(fault);

        var named = CallableMethods.Find(reading, type, "forward");
        var called = CallableMethods.Find(reading, type, "call");
        if (named is null && called is null) return Reject("it has no method 'forward' or 'call' from a Tensor (and more) to a Tensor");

        // The names stand in the sublayer's own forward; Module<..>.call, which runs its hooks, takes the same arguments but calls them input1, input2.
        var byPosition = called is null || (named is not null && CallableMethods.SameArguments(named, called));
        var names = byPosition && named is not null ? named : called!;
        var target = called ?? named!;
        if (names.Parameters.FirstOrDefault(p => p.RefKind != RefKind.None || p.IsParams) is { } odd) return Reject($"its argument '{odd.Name}' is passed by reference or as 'params'");

        var arguments = new List<SublayerArgument>();
        for (var i = 1; i < names.Parameters.Length; i++)
        {
            var parameter = names.Parameters[i];
            if (forward?.Parameters.Skip(1).FirstOrDefault(p => p.Name == parameter.Name) is { } given)
            {
                used.Add(given.Name);
                var wanted = target.Parameters[i];
                if (TorchTypes.IsBroken(given.Type) || TorchTypes.IsBroken(wanted.Type)) continue;
                // Both: the method called may say nothing about nullability (TorchSharp's own do not), where the sublayer's forward does.
                if (!ArgumentTypes.Fits(reading.Compilation, given, wanted) || !ArgumentTypes.Fits(reading.Compilation, given, parameter))
                {
                    reading.Complain(PlacementProblem.ArgumentTypeMismatch, BlockReading.PlaceOf(given), member.Name, parameter.Name, TypeText.Short(wanted.Type), TypeText.Short(given.Type));
                    continue;
                }

                arguments.Add(new(byPosition ? null : TypeText.Escape(parameter.Name), TypeText.Escape(given.Name)));
            }
            else if (parameter.HasExplicitDefaultValue)
            {
                if (byPosition) arguments.Add(new(null, ArgumentTypes.Default(parameter)));
            }
            else if (forward is not null)
            {
                reading.Complain(PlacementProblem.ArgumentMissing, BlockReading.PlaceOf(member), member.Name, parameter.Name, TypeText.Short(parameter.Type), reading.BlockName, TypeText.Full(parameter.Type));
            }
        }

        return (target.Name, arguments.ToEquatableArray());

        (string, EquatableArray<SublayerArgument>)? Reject(string reason)
        {
            reading.Complain(PlacementProblem.SublayerNotCallable, BlockReading.PlaceOf(member), member.Name, TypeText.Short(type), reason);
            return null;
        }
    }

    private static string? Fault(ISymbol member, ITypeSymbol type)
    {
        if (member.IsStatic) return "it is static";
        if (member is IPropertySymbol { GetMethod: null }) return "it cannot be read";
        return type.NullableAnnotation == NullableAnnotation.Annotated ? "it may be null" : null;
    }
}
