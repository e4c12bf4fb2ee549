using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Roles;

namespace NormGen.Analyzers.Descriptors;

/// <summary>NG0020 and NG0021: classes with <c>[Optimizer]</c>.</summary>
internal static class OptimizerRules
{
    public static readonly DiagnosticDescriptor UnplacedParameter = Rule.Usage(
        RuleIds.UnplacedParameter,
        "Parameter has no role",
        "{0} {1}",
        "A generated optimizer updates every parameter by its role (matrix, convolution, embedding, head, vector, scalar), decided from types, constructors and data flow. Where these do not decide it, [ParameterRole] does.");

    public static readonly DiagnosticDescriptor OptimizerMisuse = Rule.Usage(
        RuleIds.OptimizerMisuse,
        "[Optimizer] cannot work here",
        "[Optimizer] cannot work on '{0}': {1}",
        "[Optimizer] generates CreateOptimizer as a member of a module class: the class must derive from torch.nn.Module, be open to generated files, and have no member of that name.");

    public static Diagnostic Of(RoleComplaint complaint)
        => Finding.Create(UnplacedParameter, complaint.Location, "", complaint.Roles.Select(role => role.ToString()).Prepend(complaint.Path), complaint.Path.Length == 0 ? "This model" : $"'{complaint.Path}'", complaint.Reason);

    public static Diagnostic Of(OptimizerComplaint complaint) => Finding.Create(OptimizerMisuse, complaint.Location, "", [], complaint.Model, complaint.Reason);
}
