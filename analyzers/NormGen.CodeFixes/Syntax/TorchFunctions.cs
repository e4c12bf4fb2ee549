using Microsoft.CodeAnalysis;

namespace NormGen.CodeFixes.Syntax;

/// <summary>Calls of functions of <c>torch</c> by the shortest name that means them at a place.</summary>
internal static class TorchFunctions
{
    /// <summary>The call of a function without arguments.</summary>
    public static string Call(FixPlace place, string function)
    {
        var position = place.First.SpanStart;
        return !place.Model.LookupNamespacesAndTypes(position, name: "torch").IsEmpty ? $"torch.{function}()" : !place.Model.LookupSymbols(position, name: function).IsEmpty ? $"{function}()" : $"TorchSharp.torch.{function}()";
    }
}
