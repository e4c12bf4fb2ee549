using System.Globalization;
using System.Text;

namespace NormGen.CodeModel.Formulas;

/// <summary>
/// Writes a graph as one compact line and reads it back: <c>1|Name|x:E w:F eps:N|i0 i1 mul,0,1|result:2</c> (version, name, inputs, nodes, outputs; behind them, where the formula has channels or groups, the rank and the number of groups; behind them, for gradients of its own, what the incoming gradients vary over and the gradients).
/// The text depends on the expressions alone, not on the order in which they were made, and not on the culture.
/// </summary>
public static class FormulaText
{
    private const string Version = "1";

    /// <summary>The text of a graph.</summary>
    /// <param name="graph">The graph.</param>
    public static string Write(FormulaGraph graph)
    {
        var numbers = new Dictionary<Node, int>();
        var nodes = new StringBuilder();
        foreach (var output in graph.Outputs.Concat(graph.Backward)) Number(output.Value);
        var inputs = string.Join(" ", graph.Inputs.Select(i => i.Name + ":" + OperationCodes.Of(i)));
        var outputs = Items(graph.Outputs);
        var text = string.Join("|", Version, graph.Name, inputs, nodes.ToString(), outputs);
        if (graph.Rank == 0 && graph.Groups is null && graph.Backward.IsEmpty) return text;
        text += "|" + Invariant(graph.Rank) + (graph.Groups is { } groups ? groups.Operation == Operation.Input ? " i" + Invariant(groups.Index) : " c" + NumberText.Write(groups.Value) : "");
        return graph.Backward.IsEmpty ? text : text + "|" + string.Join(" ", graph.Results.Select(o => Invariant((int)o.Extent))) + "|" + Items(graph.Backward);

        string Items(IEnumerable<FormulaOutput> some) => string.Join(" ", some.Select(o => o.Name + ":" + Invariant(numbers[o.Value]) + (o.Shape is { } axes ? "@" + Invariant((int)axes) : "")));

        // Operands first, without recursion: a formula may be a long chain.
        void Number(Node root)
        {
            var open = new Stack<Node>();
            open.Push(root);
            while (open.Count > 0)
            {
                var node = open.Peek();
                var missing = numbers.ContainsKey(node) ? null : node.Operands.FirstOrDefault(o => !numbers.ContainsKey(o));
                if (missing is not null)
                {
                    open.Push(missing);
                    continue;
                }

                open.Pop();
                if (numbers.ContainsKey(node)) continue;
                if (nodes.Length > 0) nodes.Append(' ');
                nodes.Append(Item(node));
                numbers.Add(node, numbers.Count);
            }
        }

        string Item(Node node) => node.Operation switch
        {
            Operation.Input => "i" + Invariant(node.Index),
            Operation.Constant => "c" + NumberText.Write(node.Value),
            _ => string.Join(",", node.Operands.Select(o => Invariant(numbers[o])).Prepend(OperationCodes.Of(node.Operation))),
        };
    }

    /// <summary>The graph of a text.</summary>
    /// <param name="text">What <see cref="Write"/> gave.</param>
    /// <exception cref="FormatException">It is of another version, or no such text at all.</exception>
    public static FormulaGraph Parse(string text)
    {
        var parts = text.Split('|');
        if (parts[0] != Version) throw new FormatException($"the graph has version '{parts[0]}', this NormGen reads version '{Version}'");
        if (parts.Length is not (5 or 6 or 8)) throw new FormatException("the graph does not have five, six or eight parts");
        var inputs = Words(parts[2]).Select(w => Pair(w, OperationCodes.ParseInput)).ToImmutable();
        var incoming = parts.Length == 8 ? Words(parts[6]).Select(w => (Extent)Number(w)).ToList() : [];
        var builder = new GraphBuilder();
        var nodes = new List<Node>();
        foreach (var item in Words(parts[3])) nodes.Add(ParseItem(item));
        var outputs = Outputs(parts[4]);
        if (parts.Length == 5) return new(parts[1], inputs, outputs);
        var layout = Words(parts[5]).ToList();
        return new(parts[1], inputs, outputs) { Rank = Number(layout[0]), Groups = layout.Count > 1 ? ParseItem(layout[1]) : null, Backward = parts.Length == 8 ? Outputs(parts[7]) : [] };

        System.Collections.Immutable.ImmutableArray<FormulaOutput> Outputs(string part) => Words(part).Select(w => Pair(w, (name, number) => number.IndexOf('@') is > 0 and var at
            ? new FormulaOutput(name, At(nodes, number.Substring(0, at)), (Extent)Number(number.Substring(at + 1)))
            : new FormulaOutput(name, At(nodes, number)))).ToImmutable();

        Node ParseItem(string item)
        {
            if (item[0] == 'c') return builder.Constant(NumberText.Parse(item.Substring(1)));
            if (item[0] == 'i' && item.Length > 1 && char.IsDigit(item[1]))
            {
                var index = Number(item.Substring(1));
                if (index >= inputs.Length && index - inputs.Length < incoming.Count) return builder.Input(index, incoming[index - inputs.Length]);
                return index < inputs.Length ? builder.Input(index, inputs[index].Extent) : throw new FormatException($"there is no input {index}");
            }

            var words = item.Split(',');
            var operation = OperationCodes.ParseOperation(words[0]);
            return operation switch
            {
                Operation.FeatureCount => builder.Count(Extent.Feature),
                Operation.RowCount => builder.Count(Extent.Row),
                Operation.ChannelCount => builder.Count(Extent.Channel),
                Operation.GroupCount => builder.Count(Extent.Group),
                _ => words.Length - 1 == OperationCodes.Arity(operation)
                    ? builder.Apply(operation, words.Skip(1).Select(w => At(nodes, w)).ToArray())
                    : throw new FormatException($"'{words[0]}' does not take {words.Length - 1} operands"),
            };
        }
    }

    private static T Pair<T>(string word, Func<string, string, T> make)
    {
        var colon = word.LastIndexOf(':');
        return colon > 0 ? make(word.Substring(0, colon), word.Substring(colon + 1)) : throw new FormatException($"'{word}' is not a name and a value");
    }

    private static Node At(List<Node> nodes, string number)
        => Number(number) is var index && index < nodes.Count ? nodes[index] : throw new FormatException($"there is no node {number} yet");

    private static int Number(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"'{text}' is not a number");

    private static IEnumerable<string> Words(string part) => part.Split([' '], StringSplitOptions.RemoveEmptyEntries);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static System.Collections.Immutable.ImmutableArray<T> ToImmutable<T>(this IEnumerable<T> items) => System.Collections.Immutable.ImmutableArray.CreateRange(items);
}
