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

    public IReadOnlyDictionary<string, GoldenTensor> Inputs { get; }

    public IReadOnlyDictionary<string, GoldenTensor> Outputs { get; }

    public IReadOnlyList<GoldenStep> Steps { get; }

    public IReadOnlyDictionary<string, string> Roles { get; }

    public bool Has(string parameter) => json.TryGetProperty("params", out var all) && all.TryGetProperty(parameter, out var value) && value.ValueKind != JsonValueKind.Null;

    public double Number(string parameter, double otherwise) => Has(parameter) ? Parameter(parameter).GetDouble() : otherwise;

    public double[] Numbers(string parameter, params double[] otherwise) => Has(parameter) ? [.. Parameter(parameter).EnumerateArray().Select(number => number.GetDouble())] : otherwise;

    public string Text(string parameter, string otherwise) => Has(parameter) ? Parameter(parameter).GetString()! : otherwise;

    public bool Flag(string parameter, bool otherwise) => Has(parameter) ? Parameter(parameter).GetBoolean() : otherwise;

    public override string ToString() => $"{File}: {Name}";

    private static Dictionary<string, GoldenTensor> Tensors(JsonElement owner, string name)
        => owner.TryGetProperty(name, out var all) ? all.EnumerateObject().ToDictionary(item => item.Name, item => GoldenTensor.Read(item.Value)) : [];

    private JsonElement Parameter(string name) => json.GetProperty("params").GetProperty(name);
}

/// <summary>One step of a stateful run: what arrives, what must hold after it, and the mode ("train", "eval") where the method has one.</summary>
public sealed record GoldenStep(IReadOnlyDictionary<string, GoldenTensor> Inputs, IReadOnlyDictionary<string, GoldenTensor> Outputs, string? Mode);
