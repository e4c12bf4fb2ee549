using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0010 to NG0012 and NG0014: methods with <c>[Fused]</c> and their formulas.</summary>
internal static class FusedRules
{
    public static readonly DiagnosticDescriptor FusedSignature = Rule.Usage(
        RuleIds.FusedSignature,
        "Fused method and formula do not fit",
        "[Fused] '{0}' cannot be generated: {1}",
        "A fused method is static and partial, takes tensors and doubles, and names a static formula of the same type with the same parameters and result. An update returns void and marks what it overwrites with [Updated].");

    public static readonly DiagnosticDescriptor OperationNotFused = Rule.Usage(
        RuleIds.OperationNotFused,
        "Operation cannot be fused",
        "'{0}' cannot be part of a kernel: {1}{2}",
        "[Fused] asks for one kernel, so every operation of the formula must have a form in it. Inside a joint, and without [Fused], the formula runs as TorchSharp code.");

    public static readonly DiagnosticDescriptor FullSum = Rule.Usage(
        RuleIds.FullSum,
        "Sum over everything, not over a dimension",
        "'{0}' does not sum over a dimension: {1}{2}",
        "TorchSharp has no sum(long): the literal 0 converts to ScalarType, so that sum(0) is a sum of the whole tensor, cast to a byte.");

    public static readonly DiagnosticDescriptor Composed = Rule.Create(
        RuleIds.FormulaComposed,
        "Formula has no kernel",
        "[Fused] '{0}' runs as single TorchSharp operations: {1}",
        RuleCategories.Usage,
        DiagnosticSeverity.Warning,
        "Each operation of the formula has a form in a kernel, but the formula as a whole has none. It computes the same without one, but no faster than without [Fused].");

    /// <summary>The diagnostic, or null where another analyzer reports it.</summary>
    public static Diagnostic? Of(FormulaComplaint complaint)
    {
        var rule = complaint.Kind switch
        {
            ComplaintKind.NotPartial => null, // NG0001
            ComplaintKind.NotFusable or ComplaintKind.Shape => OperationNotFused,
            ComplaintKind.FullSum => FullSum,
            _ => FusedSignature,
        };
        var rewrite = complaint.Rewrite.Length == 0 ? "" : $"; write {complaint.Rewrite}";
        return rule is null ? null : Finding.Create(rule, complaint.Location, complaint.Kind.ToString(), complaint.Arguments, complaint.Arguments[0], complaint.Reason, rewrite);
    }
}
