using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>The <c>forward</c> that a block should declare: it overrides that of its base class, with the names that its sublayers give their arguments.</summary>
internal static class ForwardDeclaration
{
    /// <summary>The declaration, with types as a message shows them and in full.</summary>
    public static (string Shown, string Full) Of(BlockReading reading)
    {
        var inherited = TorchTypes.BasesOf(reading.Block.BaseType).SelectMany(t => t.GetMembers("forward")).OfType<IMethodSymbol>()
            .FirstOrDefault(m => (m.IsAbstract || m.IsVirtual || m.IsOverride) && !m.IsSealed && !m.Parameters.IsEmpty);
        var arguments = Arguments(reading);
        if (inherited is not null)
        {
            var types = inherited.Parameters.Skip(1).ToList();
            arguments = types.Select(p => (p.Type, Name: TakeName(arguments, p))).ToList();
        }

        return (Text(TypeText.Short), Text(TypeText.Full));

        string Text(Func<ITypeSymbol, string> name)
        {
            var modifiers = inherited is null ? "public partial" : "public override partial";
            var stream = arguments.Any(a => a.Name == "x") ? "stream" : "x";
            var tensor = inherited is null ? null : name(inherited.Parameters[0].Type);
            return $"{modifiers} {tensor ?? "Tensor"} forward({string.Join(", ", arguments.Select(a => $"{name(a.Type)} {TypeText.Escape(a.Name)}").Prepend($"{tensor ?? "Tensor"} {stream}"))});";
        }
    }

    /// <summary>What the sublayers take besides the stream and have no default for, each name once.</summary>
    private static List<(ITypeSymbol Type, string Name)> Arguments(BlockReading reading)
    {
        var arguments = new List<(ITypeSymbol Type, string Name)>();
        foreach (var member in reading.Block.GetMembers().Where(m => PlacementAttributes.Find(m, NormGenNames.Sublayer) is not null))
        {
            var type = member is IFieldSymbol field ? field.Type : (member as IPropertySymbol)?.Type;
            if (type is null || CallableMethods.Find(reading, type, "forward") is not { } method) continue;
            foreach (var parameter in method.Parameters.Skip(1).Where(p => !p.HasExplicitDefaultValue && arguments.All(a => a.Name != p.Name))) arguments.Add((parameter.Type, parameter.Name));
        }

        return arguments;
    }

    private static string TakeName(List<(ITypeSymbol Type, string Name)> arguments, IParameterSymbol parameter)
    {
        var index = arguments.FindIndex(a => SymbolEqualityComparer.Default.Equals(a.Type, parameter.Type));
        if (index < 0) return parameter.Name;
        var name = arguments[index].Name;
        arguments.RemoveAt(index);
        return name;
    }
}
