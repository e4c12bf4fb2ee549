using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Modules;

/// <summary>Moves and conversions of a module. They return the module itself: <c>model = model.to(device)</c> gives the name no other value.</summary>
internal static class ModuleMoves
{
    /// <summary>The module that a call moves or converts, or null.</summary>
    public static IOperation? Moved(IOperation operation)
        => operation is IInvocationOperation { TargetMethod: { Name: "to" or "cuda" or "cpu" or "half" or "bfloat16" or "float" or "double" } method } call && TorchTypes.IsOfTorchSharp(method)
            && (call.Instance ?? (method.IsExtensionMethod && call.Arguments is [var receiver, ..] ? receiver.Value : null)) is { } model && KnownModules.IsModule(SingleValues.Bare(model).Type) ? SingleValues.Bare(model) : null;

    /// <summary>Whether an expression that is put into a variable is what stands in it already, moved or converted.</summary>
    public static bool IsOfItself(IOperation value, Func<IOperation, bool> isVariable)
    {
        var module = Moved(SingleValues.Bare(value));
        while (module is not null && Moved(module) is { } inner) module = inner;
        return module is not null && isVariable(module);
    }
}
