using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace NormGen.CodeModel.Flow;

/// <summary>A call of one of TorchSharp's tensor functions, as instance method or as static one.</summary>
internal sealed class FunctionCall
{
    private readonly IMethodSymbol method;
    private readonly ImmutableArray<IArgumentOperation> written;

    /// <summary>Reads a call.</summary>
    public FunctionCall(IMethodSymbol method, FlowValue? instance, FlowValue[] arguments, ImmutableArray<IArgumentOperation> written)
    {
        this.method = method;
        this.written = written;
        Arguments = arguments;
        Name = method.Name.Length > 2 ? method.Name.TrimEnd('_') : method.Name;
        IEnumerable<FlowValue> all = instance is null ? arguments : [instance, .. arguments];
        Tensors = all.SelectMany(value => value.Tensors).ToList();
        Second = FlowNodes.Of(arguments.Length == 0 ? FlowValue.Plain : arguments[instance is null && arguments.Length > 1 ? 1 : 0]) ?? new(FlowKind.Other, [.. Tensors]);
    }

    /// <summary>The function's name without the mark of in-place forms.</summary>
    public string Name { get; }

    /// <summary>The call as written, or null.</summary>
    public SyntaxNode? Syntax => written.IsEmpty ? null : written[0].Parent?.Syntax;

    /// <summary>Its arguments by ordinal.</summary>
    public FlowValue[] Arguments { get; }

    /// <summary>All tensors, the receiver first.</summary>
    public List<FlowNode> Tensors { get; }

    /// <summary>The first tensor.</summary>
    public FlowNode X => Tensors[0];

    /// <summary>The second operand, a number as a constant.</summary>
    public FlowNode Second { get; }

    /// <summary>The constant whole numbers among the written arguments, those in arrays too.</summary>
    public List<long> WholeNumbers => WholeNumbersExcept();

    /// <summary>Whether the function keeps reduced axes.</summary>
    public bool KeepsDimensions => Argument("keepdim") is PlainValue { Fact.Truth: true };

    /// <summary>The sizes of a view; null where they are not written out.</summary>
    public List<FlowValue>? Sizes
    {
        get
        {
            var sizes = new List<FlowValue>();
            foreach (var argument in Written())
            {
                switch (argument)
                {
                    case ManyValue many: sizes.AddRange(many.Items); break;
                    case PlainValue { Dimension: FlowExpressions.AllDimensions }: return null;
                    case PlainValue plain: sizes.Add(plain); break;
                    default: return null;
                }
            }

            return Name is "view" or "reshape" && sizes.Count > 0 ? sizes : null;
        }
    }

    /// <summary>The argument of a parameter, or null.</summary>
    public FlowValue? Argument(string name)
    {
        for (var i = 0; i < method.Parameters.Length; i++)
        {
            if (method.Parameters[i].Name == name) return Arguments[i];
        }

        return null;
    }

    /// <summary>Whether an argument is written at the call.</summary>
    public bool Wrote(string name) => written.Any(argument => argument.Parameter?.Name == name && argument.ArgumentKind != ArgumentKind.DefaultValue);

    /// <summary>A constant number, or null.</summary>
    public double? Number(string name) => Argument(name) is PlainValue { Fact.Constant: { } constant } && constant is double or float or long or int ? Convert.ToDouble(constant, System.Globalization.CultureInfo.InvariantCulture) : null;

    /// <summary>The constant whole numbers among the written arguments, but for some parameters.</summary>
    public List<long> WholeNumbersExcept(params string[] names)
    {
        var numbers = new List<long>();
        foreach (var value in Written(names)) Collect(value);
        return numbers;

        void Collect(FlowValue value)
        {
            if (value is PlainValue { Fact.Whole: { } number }) numbers.Add(number);
            else if (value is ManyValue many)
            {
                foreach (var item in many.Items) Collect(item);
            }
        }
    }

    /// <summary>Axes counted from the end; those counted from the start are turned where the rank is known.</summary>
    public ImmutableArray<int> FromEnd(IEnumerable<long> axes) => [.. axes.Select(axis => axis < 0 || X.Rank is null ? (int)axis : (int)axis - X.Rank.Value)];

    /// <summary>Whether all axes could be counted from the end.</summary>
    public bool AxesFit(IEnumerable<long> axes) => X.Rank is not null || axes.All(axis => axis < 0);

    private IEnumerable<FlowValue> Written(params string[] except)
        => written.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is { } parameter && !except.Contains(parameter.Name))
            .OrderBy(argument => argument.Parameter!.Ordinal).Select(argument => Arguments[argument.Parameter!.Ordinal]).Where(value => !value.Tensors.Any());
}
