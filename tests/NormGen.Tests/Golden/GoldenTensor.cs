using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>A tensor of a golden file: <c>{ "shape": [..], "data": [..] }</c>, or a bare number.</summary>
public sealed record GoldenTensor(long[] Shape, double[] Data)
{
    /// <summary>Something else than a tensor, as other systems have it: it agrees with no tensor.</summary>
    private static readonly GoldenTensor Other = new([-1], []);

    public static GoldenTensor Read(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object when json.TryGetProperty("shape", out var shape) && json.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.Array
            => new([.. shape.EnumerateArray().Select(size => size.GetInt64())], [.. data.EnumerateArray().Select(Number)]),
        JsonValueKind.Number => new([], [json.GetDouble()]),
        _ => Other,
    };

    /// <summary>One number of a table; not a number where there is none.</summary>
    public static GoldenTensor ReadCell(JsonElement json) => new([], [Number(json)]);

    public Tensor ToTensor(ScalarType type) => tensor(Data, ScalarType.Float64).reshape(Shape).to(type);

    private static double Number(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetDouble(),
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.Null => double.NaN,
        _ => json.GetString()!.ToLowerInvariant() switch
        {
            "inf" or "infinity" or "+inf" => double.PositiveInfinity,
            "-inf" or "-infinity" => double.NegativeInfinity,
            _ => double.NaN,
        },
    };
}
