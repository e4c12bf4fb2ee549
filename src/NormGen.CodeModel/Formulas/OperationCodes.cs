namespace NormGen.CodeModel.Formulas;

/// <summary>The words of <see cref="FormulaText"/>. They are part of the format: never rename one, whatever becomes of the enumeration's names and order.</summary>
internal static class OperationCodes
{
    private static readonly (Operation Operation, string Code, int Arity)[] Table =
    [
        (Operation.FeatureCount, "F", 0), (Operation.RowCount, "R", 0), (Operation.ChannelCount, "K", 0), (Operation.GroupCount, "G", 0),
        (Operation.Negate, "neg", 1), (Operation.Square, "sq", 1), (Operation.Sqrt, "sqrt", 1), (Operation.Rsqrt, "rsqrt", 1), (Operation.Reciprocal, "rcp", 1),
        (Operation.Exp, "exp", 1), (Operation.Log, "log", 1), (Operation.Abs, "abs", 1), (Operation.Sign, "sign", 1), (Operation.Tanh, "tanh", 1),
        (Operation.Sigmoid, "sigm", 1), (Operation.Erf, "erf", 1), (Operation.Round, "round", 1), (Operation.Floor, "floor", 1), (Operation.Ceiling, "up", 1), (Operation.Truncate, "trunc", 1),
        (Operation.Add, "add", 2), (Operation.Subtract, "sub", 2), (Operation.Multiply, "mul", 2), (Operation.Divide, "div", 2), (Operation.Power, "pow", 2),
        (Operation.Minimum, "min", 2), (Operation.Maximum, "max", 2), (Operation.Less, "lt", 2), (Operation.LessOrEqual, "le", 2), (Operation.Equal, "eq", 2),
        (Operation.Select, "sel", 3), (Operation.Uniform, "unif", 2), (Operation.Kept, "kept", 3),
        (Operation.SumOverFeatures, "sumF", 1), (Operation.MaxOverFeatures, "maxF", 1), (Operation.MinOverFeatures, "minF", 1), (Operation.SumOverRows, "sumR", 1),
        (Operation.MaxOverRows, "maxR", 1), (Operation.MinOverRows, "minR", 1), (Operation.SumOverChannels, "sumC", 1), (Operation.MaxOverChannels, "maxC", 1), (Operation.MinOverChannels, "minC", 1),
        (Operation.SumOverGroups, "sumG", 1), (Operation.MaxOverGroups, "maxG", 1), (Operation.MinOverGroups, "minG", 1),
        (Operation.Detach, "detach", 1),
    ];

    private static readonly Dictionary<Operation, string> Codes = Table.ToDictionary(t => t.Operation, t => t.Code);
    private static readonly Dictionary<string, Operation> Operations = Table.ToDictionary(t => t.Code, t => t.Operation);
    private static readonly Dictionary<Operation, int> Arities = Table.ToDictionary(t => t.Operation, t => t.Arity);

    public static string Of(Operation operation) => Codes[operation];

    public static Operation ParseOperation(string code) => Operations.TryGetValue(code, out var operation) ? operation : throw new FormatException($"'{code}' is no operation");

    public static int Arity(Operation operation) => Arities[operation];

    /// <summary><c>N</c> for a number, <c>I</c> for an integer, else the tensor's extent (<c>A</c> and its bits over channels; <c>E</c> element, <c>F</c> feature, <c>R</c> row, <c>S</c> scalar); <c>!</c> behind it for an updated one.</summary>
    public static string Of(FormulaInput input) => (input.IsTensor, input.Extent) switch
    {
        (false, _) => input.IsInteger ? "I" : "N",
        (_, Extent.Element) => "E",
        (_, Extent.Feature) => "F",
        (_, Extent.Row) => "R",
        (_, Extent.Scalar) => "S",
        (_, var axes) => "A" + ((int)axes).ToString(System.Globalization.CultureInfo.InvariantCulture),
    } + (input.IsUpdated ? "!" : "");

    public static FormulaInput ParseInput(string name, string code)
    {
        var updated = code.EndsWith("!", StringComparison.Ordinal);
        return (updated ? code.Substring(0, code.Length - 1) : code) switch
        {
            "I" => new(name, Extent.Scalar, IsTensor: false, updated, IsInteger: true),
            "N" => new(name, Extent.Scalar, IsTensor: false, updated),
            "E" => new(name, Extent.Element, IsTensor: true, updated),
            "F" => new(name, Extent.Feature, IsTensor: true, updated),
            "R" => new(name, Extent.Row, IsTensor: true, updated),
            "S" => new(name, Extent.Scalar, IsTensor: true, updated),
            { Length: > 1 } axes when axes[0] == 'A' && int.TryParse(axes.Substring(1), out var bits) && bits is > 0 and < 16 => new(name, (Extent)bits, IsTensor: true, updated),
            _ => throw new FormatException($"'{code}' is no kind of input"),
        };
    }
}
