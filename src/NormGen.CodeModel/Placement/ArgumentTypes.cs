using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Placement;

/// <summary>Whether a parameter can be passed on, and what stands for one that is left out.</summary>
internal static class ArgumentTypes
{
    /// <summary>Whether the value of a parameter can be passed for another without a cast or a warning.</summary>
    public static bool Fits(Compilation compilation, IParameterSymbol given, IParameterSymbol wanted)
    {
        // A number converts to a tensor in TorchSharp, but each call would then leave a tensor behind that nobody disposes.
        if (((CSharpCompilation)compilation).ClassifyConversion(given.Type, wanted.Type) is not { IsImplicit: true, IsUserDefined: false }) return false;
        var mayBeNull = given.Type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };
        return !(mayBeNull && wanted.Type.NullableAnnotation == NullableAnnotation.NotAnnotated);
    }

    /// <summary>The default of an optional parameter as it is written in code.</summary>
    public static string Default(IParameterSymbol parameter) => parameter.ExplicitDefaultValue switch
    {
        null => parameter.Type.IsReferenceType ? "null" : $"default({TypeText.Full(parameter.Type)})",
        bool value => value ? "true" : "false",
        string text => SymbolDisplay.FormatLiteral(text, quote: true),
        double number when double.IsNaN(number) => "double.NaN",
        double number when double.IsInfinity(number) => number > 0 ? "double.PositiveInfinity" : "double.NegativeInfinity",
        float number when float.IsNaN(number) => "float.NaN",
        float number when float.IsInfinity(number) => number > 0 ? "float.PositiveInfinity" : "float.NegativeInfinity",
        double number => "(double)" + number.ToString("R", CultureInfo.InvariantCulture),
        float number => "(float)" + number.ToString("R", CultureInfo.InvariantCulture),
        int number when parameter.Type.SpecialType == SpecialType.System_Int32 => number.ToString(CultureInfo.InvariantCulture),
        char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
        var number => $"({TypeText.Full(parameter.Type.WithNullableAnnotation(NullableAnnotation.None))})({Convert.ToString(number, CultureInfo.InvariantCulture)})",
    };
}
