using NormGen.CodeModel.Formulas;
using NormGen.Generators.Kernels;

namespace NormGen.Generators.Emitters.Simd;

/// <summary>What the text of one sweep consists of: the rows it touches, the numbers it needs in lanes, and the statements of one vector's step.</summary>
internal sealed class SweepText
{
    private const int LongestExpression = 80;
    private readonly PassContext pass;
    private readonly int index;
    private readonly List<List<Node>> layers;
    private readonly HashSet<Node> locals = [];
    private readonly VectorExpressions expressions;
    private List<Node> roots = [];
    private List<Node> computed = [];
    private IReadOnlyList<RowReference>? allReferences, loopReferences;
    private IReadOnlyList<Node>? allNumbers;
    private string? types, constraints;

    /// <summary>The text of a sweep's last layer, behind those of the functions it needs.</summary>
    public SweepText(PassContext pass, int index)
        : this(pass, index, ElementFunctions.Layers(pass.Computed[index]))
    {
        Layers = [.. layers.SelectMany((functions, i) => OfLayer(functions, i))];
        Stores = [.. Sweep.Stores.Where(s => s.IsStore)];
        LaneSums = [.. Sweep.Sums.Where(s => SweepPlanner.IsLane(pass.Pass.IsOverFeatures ? s : s.Operands[0]))];
        Name = $"{Prefix}Sweep{index + 1}";
        Collect(Sweep.Roots(pass.Pass.IsOverFeatures, Sweep.Keeps.Where(k => !IsFunction(k))));
    }

    /// <summary>The texts of a layer of functions: one for all whose arguments are collected, one for each that makes its own.</summary>
    private IEnumerable<SweepText> OfLayer(List<Node> functions, int layer)
    {
        var own = functions.Select(f => Of([f])).Where(text => text.Own is not null).ToList();
        if (functions.Except(own.SelectMany(text => text.Functions)).ToList() is { Count: > 0 } others) yield return Of(others);
        foreach (var text in own) yield return text;

        SweepText Of(List<Node> some)
        {
            var text = new SweepText(pass, index, [.. layers.Take(layer)]) { Functions = some, Name = $"{Prefix}Arguments{index + 1}{(layer == 0 ? "" : "Layer" + (layer + 1))}" };
            text.Collect(some.Select(f => f.Operands[0]));
            if (some.Count == 1 && text.Loads.Count == 1) text.Own = OwnArgument.Of(some[0], text.Loads[0], text.Load(text.Loads[0]), text.Number);
            return text;
        }
    }

    /// <param name="pass">The pass.</param>
    /// <param name="index">The sweep's place.</param>
    /// <param name="layers">The functions whose values are there, layer by layer.</param>
    private SweepText(PassContext pass, int index, List<List<Node>> layers)
    {
        this.pass = pass;
        this.index = index;
        this.layers = layers;
        Sweep = pass.Pass.Sweeps[index];
        expressions = new(Local, pass.IsCompared, n => $"{RandomName(n)}.{n.Operation}{(Beside.Length == 0 ? "<T>" : Beside)}(i)");
    }

    private void Collect(IEnumerable<Node> wanted)
    {
        roots = [.. wanted];
        var seen = new HashSet<Node>();
        foreach (var root in roots) Visit(root);
        computed = Arithmetic.ById(seen);
        Randoms = [.. computed.Where(n => n.IsRandom)];
        var used = computed.Where(n => !n.IsRandom).SelectMany(n => n.Operands).Concat(roots).Distinct().OrderBy(n => n.Id).ToList();
        Loads = [.. used.Where(n => SweepPlanner.IsLane(n) && IsAtHand(n))];
        Numbers = [.. used.Where(n => !SweepPlanner.IsLane(n) && n.Operation != Operation.Constant)];
        References = [.. Loads.Select(Load)
            .Concat(Functions.Select(Block))
            .Concat(Stores.Select(Store)).Concat(Keeps.Select(k => RowReference.Load(pass, k, index))).Concat(LaneSums.Select(s => RowReference.Sum(pass, s))).Concat(LaneSums.Where(IsDeviations).Select(s => RowReference.First(pass, s.Operands[0]))).Concat(LaneFolds.Select(f => RowReference.Fold(pass, f)))
            .Distinct()];
        ChooseLocals();

        void Visit(Node node)
        {
            if (!SweepPlanner.IsLane(node) || IsAtHand(node) || !seen.Add(node)) return;
            foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>The sweep.</summary>
    public Sweep Sweep { get; }

    /// <summary>What comes before it in each block: functions or their arguments, the first layer first.</summary>
    public List<SweepText> Layers { get; } = [];

    /// <summary>The functions that it computes, or collects the arguments of; none but for a layer.</summary>
    public List<Node> Functions { get; private init; } = [];

    /// <summary>Elements it loads.</summary>
    public List<Node> Loads { get; private set; } = [];

    /// <summary>Numbers it needs in all lanes.</summary>
    public List<Node> Numbers { get; private set; } = [];

    /// <summary>The names of those, and of what deviations from the mean so far are weighted by.</summary>
    public IEnumerable<string> NumberNames => Numbers.Select(Id).Concat(LaneSums.Exists(IsDeviations) ? ["inverseSeen", "seenWeight"] : []);

    /// <summary>Elements it draws.</summary>
    public List<Node> Randoms { get; private set; } = [];

    /// <summary>Reductions over the features that it ends.</summary>
    public List<Node> Reductions => IsLayer ? [] : Sweep.Reductions;

    /// <summary>Rows it stores.</summary>
    public List<Target> Stores { get; } = [];

    /// <summary>Feature sums it adds to, element by element.</summary>
    public List<Node> LaneSums { get; } = [];

    /// <summary>The rows that a step over one vector touches.</summary>
    public List<RowReference> References { get; private set; } = [];

    /// <summary>The rows whose next one it asks for meanwhile.</summary>
    public List<RowReference> Ahead { get; } = [];

    /// <summary>Which part of them it asks for, and of how many equal ones; of one where it asks for all.</summary>
    public (int Part, int Of) Share { get; private set; } = (0, 1);

    /// <summary>Asks for a part of the next ones of rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="part">Which part.</param>
    /// <param name="of">How many parts there are.</param>
    public void LookAhead(IReadOnlyCollection<RowReference> rows, int part, int of)
    {
        Share = (part, of);
        Ahead.AddRange(rows);
        Forget();
    }

    /// <summary>Asks for the next one of a row as well: in the layer that reads it, where one does.</summary>
    public void LookAhead(RowReference row)
    {
        var reader = Layers.Find(l => l.References.Contains(row)) ?? this;
        reader.Ahead.Add(row);
        reader.Forget();
        Forget();
    }

    private void Forget() => (allReferences, loopReferences, types, constraints) = (null, null, null, null);

    /// <summary>How far ahead the next unit lies, where that is not a row of features; null where it is, or nothing is asked for. A part that only one loop reads is followed by the next part, whatever the loop.</summary>
    public string? AheadBy => Ahead.Count + Layers.Sum(l => l.Ahead.Count) == 0 || pass.Pass.Loops.TrueForAll(IsOneLoop) ? null
        : "rows.Features * (nuint)" + (pass.Pass.Loops.Contains(Extent.Group) ? pass.Pass.Loops.Contains(Extent.Channel) ? "rows.Channels" : "rows.Groups" : "rows.ChannelsPerGroup");

    /// <summary>The rows of its loop.</summary>
    public IReadOnlyList<RowReference> LoopReferences => loopReferences ??= [.. AllReferences.Concat(Ahead).Distinct()];

    /// <summary>The rows that it and the layers before it touch.</summary>
    public IReadOnlyList<RowReference> AllReferences => allReferences ??= [.. Layers.SelectMany(l => l.LoopReferences).Concat(References).Distinct()];

    /// <summary>The elements that it and the layers before it load.</summary>
    public IEnumerable<RowReference> AllLoads => Layers.Append(this).SelectMany(s => s.Loads.Select(s.Load)).Distinct();

    /// <summary>The numbers that it and the layers before it need.</summary>
    public IReadOnlyList<Node> AllNumbers => allNumbers ??= [.. Layers.Append(this).SelectMany(s => s.Numbers).Distinct().OrderBy(n => n.Id)];

    /// <summary>The names of all of them.</summary>
    public IEnumerable<string> AllNumberNames => AllNumbers.Select(Id).Concat(NumberNames.Skip(Numbers.Count));

    /// <summary>The elements that it and the layers before it draw.</summary>
    public IEnumerable<Node> AllRandoms => Layers.Append(this).SelectMany(s => s.Randoms).Distinct();

    /// <summary>Whether it is for the functions of another text.</summary>
    public bool IsLayer => Functions.Count > 0;

    /// <summary>The argument of its only function, where that makes it itself; null for all else.</summary>
    public OwnArgument? Own { get; private set; }

    /// <summary>The type parameters of its methods: of the rows it touches, of what it computes in, of how it writes results, and of whether parameters are trained.</summary>
    public string Types => types ??= $"<{(pass.Pass.IsOverFeatures ? "" : "S, ")}T{(References.Any(r => r.IsResult) ? ", W" : "")}{(KnowsTraining ? ", P" : "")}>";

    /// <summary>Whether something in it serves gradients of parameters alone.</summary>
    public bool KnowsTraining => Reductions.Concat(LaneSums).Concat(LaneFolds).Concat(Keeps).Any(pass.IsForParameters);

    /// <summary>The types that say in which order the lanes of vectors stand; empty in a pass over features, where that is the order of memory. What a sweep leaves for another one has the same order in both, whatever rows they touch.</summary>
    public string Beside => pass.Pass.IsOverFeatures ? "" : "<S, T>";

    /// <summary>The constraints of <see cref="Types"/>.</summary>
    public string Constraints => constraints ??= (!pass.Pass.IsOverFeatures ? "where S : unmanaged " : "") + "where T : unmanaged" + (References.Any(r => r.IsResult) ? " where W : struct" : "") + (KnowsTraining ? " where P : struct" : "");

    /// <summary>Where it loads a value from.</summary>
    public RowReference Load(Node node) => IsFunction(node) ? Block(node) : RowReference.Load(pass, node, index);

    /// <summary>The name of its method.</summary>
    public string Name { get; private init; } = "";

    private string Prefix => $"{pass.Program.Name}{(pass.Index == 0 ? "" : "Pass" + (pass.Index + 1))}";

    /// <summary>What it stores to scratch; functions were computed there.</summary>
    private List<Node> Keeps => IsLayer ? [] : [.. Sweep.Keeps.Where(k => pass.Pass.KeptIn(k) is null && !IsFunction(k))];

    private List<Node> LaneFolds => IsLayer ? [] : Sweep.LaneFolds;

    /// <summary>The statements over one vector, loads first: a tensor updated in place is read before it is overwritten. A value goes where it is wanted as soon as it is known, so that few live at a time: there are sixteen registers, and a sum that finds none goes through memory in every turn.</summary>
    public IEnumerable<string> Statements()
    {
        foreach (var load in Loads) yield return $"var {Id(load)} = {Load(load).Read("i", "lanes", Beside)};";
        var waiting = Writes().Select(w => (Missing: Opened(w.Value), w.Text)).ToList();
        foreach (var write in Ready()) yield return write;
        foreach (var node in computed.Where(locals.Contains))
        {
            yield return $"var {Id(node)} = {expressions.Definition(node)};";
            foreach (var (missing, _) in waiting) missing.Remove(node);
            foreach (var write in Ready()) yield return write;
        }

        List<string> Ready()
        {
            var ready = waiting.Where(w => w.Missing.Count == 0).Select(w => w.Text).ToList();
            waiting.RemoveAll(w => w.Missing.Count == 0);
            return ready;
        }
    }

    /// <summary>What is done with values, in order.</summary>
    private IEnumerable<(Node Value, string Text)> Writes()
    {
        foreach (var function in Functions) yield return (function.Operands[0], Block(function).Write("i", "lanes", Beside, Text(function.Operands[0])));
        foreach (var reduction in Reductions) yield return (reduction.Operands[0], Trained(reduction) + Reduce(reduction));
        foreach (var sum in LaneSums.Where(s => !LaneSums.Exists(d => IsDeviations(d) && d.Operands[1] == s)))
        {
            var (value, into) = (pass.Pass.IsOverFeatures ? sum : sum.Operands[0], RowReference.Sum(pass, sum).Name);
            yield return (value, IsDeviations(sum) ? $"Simd.AddDeviations{Beside}(ref {RowReference.Sum(pass, sum.Operands[1]).Name}, ref {into}, i, lanes, {Text(value)} - {RowReference.First(pass, value).Read("i", "lanes", Beside)}, inverseSeen, seenWeight);"
                : $"{Trained(sum)}Simd.{(pass.Pass.IsOverFeatures ? "Store" : Into(sum))}{Beside}(ref {into}, i, lanes, {Text(value)});");
        }

        foreach (var fold in LaneFolds) yield return (fold.Operands[0], $"{Trained(fold)}Simd.{Into(fold)}{Beside}(ref {RowReference.Fold(pass, fold).Name}, i, lanes, {Text(fold.Operands[0])});");
        foreach (var keep in Keeps) yield return (keep, Trained(keep) + RowReference.Load(pass, keep, index).Write("i", "lanes", Beside, Text(keep)));
        foreach (var store in Stores) yield return (store.Value, Store(store).Write("i", "lanes", Beside, Text(store.Value)));
    }

    /// <summary>The locals that the text of a value names.</summary>
    private HashSet<Node> Opened(Node value)
    {
        var (seen, found) = (new HashSet<Node>(), new HashSet<Node>());
        Visit(value);
        return found;

        void Visit(Node node)
        {
            if (!seen.Add(node) || !SweepPlanner.IsLane(node) || IsAtHand(node)) return;
            if (locals.Contains(node)) found.Add(node);
            else foreach (var operand in node.Operands) Visit(operand);
        }
    }

    /// <summary>What the sweep does, one line of mathematics a result.</summary>
    public IEnumerable<string> Summary()
    {
        var math = new MathText(n => IsFound(n) || !SweepPlanner.IsLane(n) || n.IsReduction ? NumberName(n) : null);
        if (IsLayer)
        {
            foreach (var function in Functions) yield return $"{pass.Names.Of(function)}: the argument {math.Of(function.Operands[0])}";
            yield break;
        }

        foreach (var reduction in Sweep.Reductions) yield return $"{pass.Names.Of(reduction)} = {math.Definition(reduction)}";
        foreach (var store in Stores) yield return $"{store.Name} = {math.Of(store.Value)}";
        foreach (var sum in Sweep.Sums) yield return IsDeviations(sum) ? $"{pass.Names.Of(sum)} += ({math.Of(sum.Operands[0])} - mean so far)²" : $"{pass.Names.Of(sum)} {(pass.Pass.IsOverFeatures ? "" : "+")}= {math.Of(pass.Pass.IsOverFeatures ? sum : sum.Operands[0])}";
        foreach (var fold in Sweep.LaneFolds) yield return $"{pass.Names.Of(fold)} folds {math.Of(fold.Operands[0])}";
        foreach (var keep in Sweep.Keeps.Where(k => pass.Pass.KeptIn(k) is null)) yield return $"keeps {pass.Names.Of(keep)} = {math.Of(keep)}";
    }

    /// <summary>The identifier of a value.</summary>
    public string Id(Node node) => pass.Names.Identifier(node);

    /// <summary>The name of the random numbers that a value is drawn from.</summary>
    public string RandomName(Node node) => pass.Names.Of(node) + "Random";

    /// <summary>The call that gives them for the current row.</summary>
    public string Random(Node node) => pass.Random(node, Number);

    private string Number(Node node) => node.Operation == Operation.Constant ? CodeText.Number(node.Value) : Id(node);

    private string Trained(Node node) => pass.IsForParameters(node) ? CodeText.WhereTrained : "";

    private string? NumberName(Node node) => node.Operation == Operation.Constant ? null : pass.Names.Of(node);

    private bool IsDeviations(Node sum) => sum.Operation == Operation.DeviationsOverRows && !pass.Pass.IsOverFeatures;

    private static string Into(Node fold) => Folds.Kind(fold.Operation) switch { FoldKind.Max => "Raise", FoldKind.Min => "Lower", _ => "Add" };

    private bool IsOneLoop(Extent axis) => pass.Pass.Sweeps.Where(s => s.Depth > pass.Pass.Loops.IndexOf(axis)).Select(s => s.Stage.Of(axis)).Distinct().Count() <= 1;

    private RowReference Store(Target target) => RowReference.Store(pass, target);

    /// <summary>Where a function is computed: in scratch, where a later sweep needs it.</summary>
    public RowReference Block(Node function) => Sweep.Keeps.Contains(function) && pass.Pass.KeptIn(function) is null ? RowReference.Load(pass, function, index) : RowReference.Block(pass, function);

    private bool IsFunction(Node node) => layers.Exists(l => l.Contains(node));

    private bool IsAtHand(Node node) => IsFunction(node) || IsFound(node);

    private bool IsFound(Node node) => pass.IsReady(node) || (node.IsReduction && SweepPlanner.IsLane(node)) || SweepPlanner.IsKeptBefore(pass.Pass, index, node);

    private string? Local(Node node)
    {
        if (node.Operation == Operation.Constant) return null;
        return locals.Contains(node) || !SweepPlanner.IsLane(node) || IsAtHand(node) ? Id(node) : null;
    }

    private string Text(Node node) => expressions.Write(node).Text;

    private string Reduce(Node reduction)
    {
        var (value, into) = (reduction.Operands[0], Id(reduction));
        if (reduction.Operation == Operation.MaxOverFeatures) return $"{into} = Simd.Maximum({into}, Simd.Keep{Beside}({Text(value)}, lanes, double.NegativeInfinity));";
        if (reduction.Operation == Operation.MinOverFeatures) return $"{into} = Simd.Minimum({into}, Simd.Keep{Beside}({Text(value)}, lanes, double.PositiveInfinity));";
        if (!IsZeroBeyond(value)) return Kept(value) is var (a, b) ? $"{into} = Simd.MultiplyAdd(Simd.Keep{Beside}({a}, lanes), Simd.Keep{Beside}({b}, lanes), {into});" : $"{into} += Simd.Keep{Beside}({Text(value)}, lanes);";
        var sum = expressions.Accumulated(value, into);
        return sum.StartsWith(into + " + ", StringComparison.Ordinal) ? $"{into} += {Text(value)};" : $"{into} = {sum};";
    }

    /// <summary>The factors of a product that nothing else names: each is cut off at the end of the row, so that the sum takes it in one operation.</summary>
    private (string A, string B)? Kept(Node value)
    {
        if (Local(value) is not null || value.Operation is not (Operation.Multiply or Operation.Square)) return null;
        var (a, b) = (value.Operands[0], value.Operands[value.Operands.Length - 1]);
        return a == b && Local(a) is null ? null : (Text(a), Text(b));
    }

    /// <summary>Whether the lanes beyond the end of a row, loaded as zero, stay zero.</summary>
    private bool IsZeroBeyond(Node node)
    {
        if (!SweepPlanner.IsLane(node)) return false;
        if (IsAtHand(node)) return true;
        if (node.Operation == Operation.Multiply && node.Operands.Any(IsZeroBeyond) && node.Operands.All(IsFiniteBeyond)) return true;
        return node.Operation is Operation.Negate or Operation.Square or Operation.Abs or Operation.Multiply or Operation.Add or Operation.Subtract && node.Operands.All(IsZeroBeyond);
    }

    /// <summary>Whether those lanes are at least finite, made of zeros and literals as they are.</summary>
    private bool IsFiniteBeyond(Node node)
    {
        if (node.Operation == Operation.Constant) return !double.IsNaN(node.Value) && !double.IsInfinity(node.Value);
        if (!SweepPlanner.IsLane(node)) return false;
        return IsAtHand(node) || (node.Operation is Operation.Negate or Operation.Square or Operation.Abs or Operation.Multiply or Operation.Add or Operation.Subtract && node.Operands.All(IsFiniteBeyond));
    }

    private void ChooseLocals()
    {
        var uses = new Dictionary<Node, int>();
        void Use(Node node, int times = 1) => uses[node] = (uses.TryGetValue(node, out var count) ? count : 0) + times;
        foreach (var root in roots) Use(root);
        foreach (var keep in Keeps) Use(keep);
        foreach (var node in computed)
            foreach (var operand in node.Operands) Use(operand, node.Operation == Operation.Square ? 2 : 1);
        foreach (var node in computed)
            if (uses.TryGetValue(node, out var count) && (count > 1 || expressions.Definition(node).Length > LongestExpression)) locals.Add(node);
    }
}
