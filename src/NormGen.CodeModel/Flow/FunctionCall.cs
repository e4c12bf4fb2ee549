using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using NormGen.CodeModel.Modules;

namespace NormGen.CodeModel.Flow;

/// <summary>A call of one of TorchSharp's tensor functions, as instance method or as static one.</summary>
internal sealed class FunctionCall
{
    private readonly IMethodSymbol method;
    private readonly FlowValue? instance;
    private readonly ImmutableArray<IArgumentOperation> written;
    private List<long>? wholeNumbers;

    /// <summary>Reads a call.</summary>
    public FunctionCall(IMethodSymbol method, FlowValue? instance, FlowValue[] arguments, ImmutableArray<IArgumentOperation> written)
    {
        this.method = method;
        this.instance = instance;
        this.written = written;
        Arguments = arguments;
        Name = method.Name.Length > 2 ? method.Name.TrimEnd('_') : method.Name;
        if (instance is not null) Add(instance);
        foreach (var argument in arguments) Add(argument);

        void Add(FlowValue value)
        {
            if (value is TensorValue tensor) Tensors.Add(tensor.Node);
            else if (value is not PlainValue) Tensors.AddRange(value.Tensors);
        }
    }

    /// <summary>The function's name without the mark of in-place forms.</summary>
    public string Name { get; }

    /// <summary>The call as written, or null.</summary>
    public SyntaxNode? Syntax => written.IsEmpty ? null : written[0].Parent?.Syntax;

    /// <summary>Its arguments by ordinal.</summary>
    public FlowValue[] Arguments { get; }

    /// <summary>All tensors, the receiver first.</summary>
    public List<FlowNode> Tensors { get; } = [];

    /// <summary>The first tensor.</summary>
    public FlowNode X => Tensors[0];

    /// <summary>The second operand, a number as a constant.</summary>
    public FlowNode Second => FlowNodes.Of(Arguments.Length == 0 ? FlowValue.Plain : Arguments[instance is null && Arguments.Length > 1 ? 1 : 0]) ?? new(FlowKind.Other, [.. Tensors]);

    /// <summary>The constant whole numbers among the written arguments, those in arrays too.</summary>
    public List<long> WholeNumbers => wholeNumbers ??= WholeNumbersExcept();

    /// <summary>Whether the function keeps reduced axes.</summary>
    public bool KeepsDimensions => Argument("keepdim") is PlainValue { Fact.Truth: true };

    /// <summary>Whether axes are written, or may be among what is.</summary>
    public bool TakesAxes => written.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && argument.Parameter is { Name: not ("p" or "unbiased" or "correction" or "type" or "dtype" or "input" or "tensor" or "keepdim" or "x" or "ord") });

    /// <summary>The type that a conversion names, by its name in <c>torch.ScalarType</c>; nothing where none is known.</summary>
    public Fact Type
    {
        get
        {
            foreach (var argument in written)
            {
                if (argument.Parameter?.Type is not { Name: "ScalarType" or "Nullable" } type) continue;
                var value = argument.Value;
                while (value is IConversionOperation conversion) value = conversion.Operand;
                var name = value switch { IFieldReferenceOperation constant => constant.Field.Name, IPropertyReferenceOperation constant => constant.Property.Name, _ => null };
                return name switch
                {
                    "Float16" or "float16" or "half" => Fact.Of("Float16"),
                    "BFloat16" or "bfloat16" => Fact.Of("BFloat16"),
                    "Float32" or "float32" => Fact.Of("Float32"),
                    "Float64" or "float64" => Fact.Of("Float64"),
                    "Int64" or "int64" or "Int32" or "int32" or "Int16" or "int16" or "Int8" or "int8" or "Byte" or "uint8" => Fact.Of("Int64"),
                    _ => Fact.Unknown,
                };
            }

            return Fact.Unknown;
        }
    }

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

    /// <summary>How many sizes are written, of functions that take one for each axis; null where they are not written out.</summary>
    public int? CountOfSizes
    {
        get
        {
            var count = 0;
            foreach (var argument in Written())
            {
                switch (argument)
                {
                    case ManyValue many: count += many.Items.Length; break;
                    case PlainValue { Dimension: FlowExpressions.AllDimensions }: return null;
                    case PlainValue: count++; break;
                    default: return null;
                }
            }

            return count == 0 ? null : count;
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
