using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Finds methods from a tensor, and more, to a tensor.</summary>
internal static class CallableMethods
{
    /// <summary>The method of that name in the most derived class that has one the block can call, or null.</summary>
    public static IMethodSymbol? Find(BlockReading reading, ITypeSymbol type, string name)
    {
        foreach (var level in TorchTypes.BasesOf(type).Concat(type.AllInterfaces))
        {
            var candidates = level.GetMembers(name).OfType<IMethodSymbol>().Where(m => IsBranch(m) && reading.CanUse(m));
            // Of overloads the one with the most arguments: what the block does not offer has a default or is complained about.
            if (candidates.OrderByDescending(m => m.Parameters.Length).FirstOrDefault() is { } method) return method;
        }

        return null;
    }

    /// <summary>Whether two methods take the same types in the same order.</summary>
    public static bool SameArguments(IMethodSymbol a, IMethodSymbol b) => a.Parameters.Length == b.Parameters.Length
        && a.Parameters.Zip(b.Parameters, (p, q) => SymbolEqualityComparer.Default.Equals(p.Type, q.Type)).All(same => same);

    private static bool IsBranch(IMethodSymbol method) => method is { IsStatic: false, IsGenericMethod: false, Parameters.Length: > 0 }
        && TorchTypes.IsTensor(method.ReturnType) && TorchTypes.IsTensor(method.Parameters[0].Type);
}
