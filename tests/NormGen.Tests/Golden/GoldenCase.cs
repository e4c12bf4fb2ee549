using System.Globalization;
using System.Text.Json;

namespace NormGen.Tests.Golden;

/// <summary>One case of a golden file.</summary>
public sealed class GoldenCase
{
    private readonly JsonElement json;

    public GoldenCase(string file, string system, JsonElement json)
    {
        this.json = json;
        File = file;
        System = system;
        Name = json.GetProperty("name").GetString()!;
        IsSingle = json.TryGetProperty("dtype", out var type) && type.GetString() == "float32";
        Inputs = Tensors(json, "inputs");
        Outputs = Tensors(json, "outputs");
        Steps = json.TryGetProperty("steps", out var steps)
            ? [.. steps.EnumerateArray().Select(step => new GoldenStep(Tensors(step, "inputs"), Tensors(step, "outputs"), step.TryGetProperty("mode", out var mode) ? mode.GetString() : null))]
            : [];
        Roles = json.TryGetProperty("roles", out var roles) ? roles.EnumerateObject().ToDictionary(role => role.Name, role => role.Value.GetString()!) : [];
    }

    public string File { get; }

    /// <summary>The method, as the file names it, without what stands in brackets.</summary>
    public string System { get; }

    public string Name { get; }

    /// <summary>Whether the reference itself ran in float32: then 1e-4 is asked of every type.</summary>
    public bool IsSingle { get; }

    public IReadOnlyDictionary<string, GoldenTensor> Inputs { get; }

    public IReadOnlyDictionary<string, GoldenTensor> Outputs { get; }

    public IReadOnlyList<GoldenStep> Steps { get; }

    public IReadOnlyDictionary<string, string> Roles { get; }

    public bool Has(string parameter) => json.TryGetProperty("params", out var all) && all.TryGetProperty(parameter, out var value) && value.ValueKind != JsonValueKind.Null;

    public double Number(string parameter, double otherwise) => Has(parameter) ? Parameter(parameter).GetDouble() : otherwise;

    public double[] Numbers(string parameter, params double[] otherwise) => Has(parameter) ? [.. Parameter(parameter).EnumerateArray().Select(number => number.GetDouble())] : otherwise;

    public string Text(string parameter, string otherwise) => Has(parameter) ? Parameter(parameter).GetString()! : otherwise;

    public string[] Words(string parameter, params string[] otherwise) => Has(parameter) ? [.. Parameter(parameter).EnumerateArray().Select(word => word.GetString()!)] : otherwise;

    public bool Flag(string parameter, bool otherwise) => Has(parameter) ? Parameter(parameter).GetBoolean() : otherwise;

    /// <summary>A parameter that holds parameters itself, as a case.</summary>
    public GoldenCase Object(string parameter) => new(File, System, JsonSerializer.SerializeToElement(new { name = Name, @params = Has(parameter) ? Parameter(parameter) : JsonSerializer.SerializeToElement(new { }) }));

    public override string ToString() => $"{File}: {Name}";

    /// <summary>Whether a parameter is a list of numbers: some are given as one number or several.</summary>
    public bool IsList(string parameter) => Has(parameter) && Parameter(parameter).ValueKind == JsonValueKind.Array;

    /// <summary>Whether a step has a setting beside its tensors that is not zero.</summary>
    public bool StepHas(int step, string setting) => json.GetProperty("steps")[step].TryGetProperty(setting, out var value) && value.GetDouble() != 0;

    private static Dictionary<string, GoldenTensor> Tensors(JsonElement owner, string name)
        => owner.TryGetProperty(name, out var all) ? all.EnumerateObject().SelectMany(Flat).ToDictionary() : [];

    /// <summary>A tensor by its name; numbers that stand together as <c>scalars.X</c> each by its own, <c>number.X</c>; a table over numbers <c>T</c> as <c>T.number</c>.</summary>
    private static IEnumerable<KeyValuePair<string, GoldenTensor>> Flat(JsonProperty item)
        => item.Name.StartsWith("scalars.", StringComparison.Ordinal) && item.Value.ValueKind == JsonValueKind.Object
            ? item.Value.EnumerateObject().Select(number => KeyValuePair.Create(number.Name + item.Name["scalars".Length..], GoldenTensor.Read(number.Value)))
            : IsTable(item.Value) ? item.Value.EnumerateObject().Select(number => KeyValuePair.Create($"{item.Name}.{number.Name}", GoldenTensor.ReadCell(number.Value)))
            : [KeyValuePair.Create(item.Name, GoldenTensor.Read(item.Value))];

    private static bool IsTable(JsonElement value)
        => value.ValueKind == JsonValueKind.Object && value.EnumerateObject().All(cell => double.TryParse(cell.Name, NumberStyles.Float, CultureInfo.InvariantCulture, out _));

    private JsonElement Parameter(string name) => json.GetProperty("params").GetProperty(name);
}

/// <summary>One step of a stateful run: what arrives, what must hold after it, and the mode ("train", "eval") where the method has one.</summary>
public sealed record GoldenStep(IReadOnlyDictionary<string, GoldenTensor> Inputs, IReadOnlyDictionary<string, GoldenTensor> Outputs, string? Mode);
