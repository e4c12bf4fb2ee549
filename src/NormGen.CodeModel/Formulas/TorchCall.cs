using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using NormGen.CodeModel.Formulas.Terms;

namespace NormGen.CodeModel.Formulas;

/// <summary>A call into TorchSharp in one form: <c>x.sum([-1L])</c> and <c>torch.sum(x, [-1L])</c> have the same receiver and the same arguments.</summary>
internal sealed class TorchCall
{
    public TorchCall(CallTerm invocation)
    {
        Invocation = invocation;
        var arguments = invocation.Arguments.Where(a => a.Parameter is not null).OrderBy(a => a.Parameter!.Ordinal).ToImmutableArray();
        Receiver = invocation.Instance ?? (arguments.IsEmpty ? null : arguments[0].Value);
        Arguments = invocation.Instance is null && !arguments.IsEmpty ? arguments.RemoveAt(0) : arguments;
    }

    public CallTerm Invocation { get; }

    public string Name => Invocation.TargetMethod.Name;

    public Term? Receiver { get; }

    /// <summary>All arguments after the receiver, defaults included, in the order of the parameters.</summary>
    public ImmutableArray<ArgumentTerm> Arguments { get; }

    /// <summary>The value of the parameter with one of these names, or null.</summary>
    public Term? Named(params string[] names) => Arguments.FirstOrDefault(a => names.Contains(a.Parameter!.Name))?.Value;

    /// <summary>Whether the caller wrote an argument for it.</summary>
    public bool IsGiven(string name) => Arguments.Any(a => a.Parameter!.Name == name && !a.IsDefault);

    /// <summary>A bool argument; null where it is not constant.</summary>
    public bool? Flag(string name, bool absent) => Named(name) is not { } value ? absent : value.ConstantValue is { HasValue: true, Value: bool flag } ? flag : null;
}
