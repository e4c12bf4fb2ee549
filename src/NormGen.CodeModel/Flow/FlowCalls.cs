using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;
using NormGen.CodeModel.Types;

namespace NormGen.CodeModel.Flow;

/// <summary>Follows calls: of modules, of methods in source, of TorchSharp's functions.</summary>
/// <param name="reader">The reader.</param>
/// <param name="frame">The calling method's state.</param>
/// <param name="expressions">Its expressions.</param>
internal sealed class FlowCalls(FlowReader reader, FlowFrame frame, FlowExpressions expressions)
{
    /// <summary>What a call returns.</summary>
    public FlowValue Evaluate(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        var instance = call.Instance is null ? null : expressions.Evaluate(call.Instance);
        var arguments = new FlowValue[method.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++) arguments[i] = FlowValue.Plain;
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { } parameter) arguments[parameter.Ordinal] = expressions.Evaluate(argument.Value);
        }

        if (instance is ModuleValue module && method.Name is "call" or "forward" && instance is ModuleValue called && IsForward(call, method)) return Sited(reader.CallModule(called, arguments, frame.Depth + 1, call.Syntax), call);
        if (instance is FunctionValue || method.MethodKind == MethodKind.DelegateInvoke) return Function(instance, arguments);
        if (method.MethodKind == MethodKind.LocalFunction) return LocalFunction(method, arguments);
        if (Formula(method) is { } formula) return reader.Invoke(formula, null, arguments, frame.Depth + 1);
        if (!KnownModules.IsTorchSharp(method.ContainingType) && reader.Source.Body(Override(method, instance)) is not null)
        {
            return reader.Invoke(Override(method, instance), method.IsStatic ? null : instance as ModuleValue, arguments, frame.Depth + 1);
        }

        if (NormGenFunctions.Norm(method, arguments) is { } norm)
        {
            reader.Note(norm, null, call.Syntax);
            return Sited(new TensorValue(norm), call);
        }

        if (NormGenFunctions.Dropout(method, arguments) is { } left) return left;
        if (KnownModules.IsTorchSharp(method.ContainingType) && instance is not ModuleValue)
        {
            var result = TensorFunctions.Evaluate(reader, method, instance, arguments, call.Arguments);
            if (result is TensorValue { Node: var made })
            {
                made.Syntax ??= call.Syntax;
                made.Site ??= call.Syntax;
                Changed(call, instance, arguments, made);
            }

            return result;
        }

        return expressions.Opaque(method.ReturnType, instance is null ? arguments : arguments.Append(instance));
    }

    private static FlowValue Sited(FlowValue result, IInvocationOperation call)
    {
        if (result is TensorValue { Node: var made }) made.Site ??= call.Syntax;
        return result;
    }

    /// <summary>Notes norms, and changes in place (<c>x.add_(y)</c>, <c>relu(x, inplace: true)</c>): every variable that holds the tensor holds the result from there on.</summary>
    private void Changed(IInvocationOperation call, FlowValue? instance, FlowValue[] arguments, FlowNode made)
    {
        var isMarked = call.Arguments.Any(argument => argument.Parameter?.Name == "inplace" && argument.Value.ConstantValue.Value is true);
        var target = isMarked || IsInPlace(call.TargetMethod.Name) ? (instance ?? arguments[0]) as TensorValue : null;
        if (target is null)
        {
            if (made.Kind == FlowKind.Norm) reader.Note(made, null, call.Syntax);
            return;
        }

        reader.Note(made, target.Node, call.Syntax);
        foreach (var variable in frame.Variables.Where(held => held.Value is TensorValue tensor && tensor.Node == target.Node).Select(held => held.Key).ToList()) frame.Variables[variable] = new TensorValue(made);
        if (target.Node.Kind == FlowKind.Weight && call.Instance is not (ILocalReferenceOperation or IParameterReferenceOperation)) return;
        if (call.Instance is { } written) expressions.Assign(written, new TensorValue(made));
    }

    private static bool IsInPlace(string name) => name.Length > 2 && name[name.Length - 1] == '_' && name[name.Length - 2] != '_';

    private static bool IsForward(IInvocationOperation call, IMethodSymbol method)
        => call.Instance is not IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Syntax: Microsoft.CodeAnalysis.CSharp.Syntax.BaseExpressionSyntax } && KnownModules.IsModule(method.ContainingType);

    /// <summary>The formula that a <c>[Fused]</c> method in source names: its body does not exist yet.</summary>
    private IMethodSymbol? Formula(IMethodSymbol method)
    {
        if (!method.IsStatic || method.DeclaringSyntaxReferences.IsEmpty) return null;
        var name = ModuleClasses.Attribute(method.OriginalDefinition, NormGenNames.Fused)?.ConstructorArguments.FirstOrDefault().Value as string;
        return name is null ? null : method.ContainingType.GetMembers(name).OfType<IMethodSymbol>().FirstOrDefault(candidate => reader.Source.Body(candidate) is not null);
    }

    /// <summary>The method that runs for a virtual call on a module whose class is known.</summary>
    private static IMethodSymbol Override(IMethodSymbol method, FlowValue? instance)
    {
        if (!(method.IsVirtual || method.IsAbstract || method.IsOverride) || instance is not ModuleValue { Module.Type: INamedTypeSymbol type }) return method;
        for (var level = type; level is not null && !KnownModules.IsTorchSharp(level); level = level.BaseType!)
        {
            foreach (var candidate in level.GetMembers(method.Name).OfType<IMethodSymbol>())
            {
                for (var overridden = candidate; overridden is not null; overridden = overridden.OverriddenMethod)
                {
                    if (SymbolEqualityComparer.Default.Equals(overridden.OriginalDefinition, method.OriginalDefinition)) return candidate;
                }
            }
        }

        return method;
    }

    private FlowValue Function(FlowValue? function, FlowValue[] arguments)
    {
        if (function is FunctionValue { Body: IAnonymousFunctionOperation lambda })
        {
            // The lambda runs in this frame: it sees the same variables.
            var before = frame.Returns.Count;
            for (var i = 0; i < lambda.Symbol.Parameters.Length && i < arguments.Length; i++) frame.Variables[lambda.Symbol.Parameters[i]] = arguments[i];
            return Nested(lambda.Body, before);
        }

        return reader.Unknown(function is null ? arguments : arguments.Append(function));
    }

    private FlowValue LocalFunction(IMethodSymbol method, FlowValue[] arguments)
    {
        if (reader.Source.Body(method) is not { } body || frame.Receivers.Count > 64) return reader.Unknown(frame.Self is null ? arguments : arguments.Append(frame.Self));
        var before = frame.Returns.Count;
        for (var i = 0; i < arguments.Length; i++) frame.Variables[method.OriginalDefinition.Parameters[i]] = arguments[i];
        frame.Receivers.Push(FlowValue.Plain);
        var result = Nested(body, before);
        frame.Receivers.Pop();
        return result;
    }

    private FlowValue Nested(IOperation body, int before)
    {
        new FlowStatements(reader, frame).Run(body);
        var results = frame.Returns.Skip(before).ToList();
        frame.Returns.RemoveRange(before, frame.Returns.Count - before);
        return results.Count == 0 ? FlowValue.Plain : results.Aggregate(FlowMerge.Merge);
    }
}
