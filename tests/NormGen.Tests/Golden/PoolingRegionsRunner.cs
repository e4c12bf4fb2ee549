using NormGen.Modules;
using TorchSharp;
using static TorchSharp.torch;

namespace NormGen.Tests.Golden;

/// <summary>Log-polar pooling regions: windows, counts, masks and areas; the alpha law; recoloured noise.</summary>
internal sealed class PoolingRegionsRunner : IGoldenRunner
{
    public string System => "NeuroFovea";

    public bool Claims(GoldenCase golden) => golden.Inputs.ContainsKey("area") || golden.Inputs.ContainsKey("source") || golden.Inputs.ContainsKey("theta") || golden.Inputs.ContainsKey("scale_e0_er") || golden.Outputs.ContainsKey("regions");

    public string? NotShown(string output) => null;

    public IEnumerable<IReadOnlyDictionary<string, Tensor>> Run(GoldenCase golden, ScalarType type)
    {
        Tensor In(string name) => golden.Inputs[name].ToTensor(type);
        var (t, e0, eMax) = (golden.Number("t", 0.5), golden.Number("e0", 1), golden.Number("e_r", 13));
        if (golden.Inputs.TryGetValue("area", out var areas)) yield return One("alpha", tensor(PoolingRegions.Alpha(areas.Data, golden.Number("d", 1.281), golden.Number("deg", 26), golden.Number("px", 512))));
        else if (golden.Inputs.ContainsKey("source")) yield return One("y", torch.nn.functional.coral(In("source"), In("target")));
        else if (golden.Inputs.TryGetValue("scale_e0_er", out var rows))
        {
            var counts = rows.Data.Chunk(3).Select(row => PoolingWindows.Counts(row[0], row[1], row[2]));
            yield return One("N_theta_N_e", tensor(counts.SelectMany(count => new[] { (double)count.Angular, count.Radial }).ToArray()).view(-1, 2));
        }
        else if (golden.Inputs.ContainsKey("theta"))
        {
            yield return new Dictionary<string, Tensor>
            {
                ["f"] = PoolingWindows.Window(In("x"), t),
                ["h"] = PoolingWindows.Angular(In("theta"), (long)golden.Number("N_theta", 0), t),
                ["g"] = PoolingWindows.Radial(In("e"), (long)golden.Number("N_e", 0), e0, eMax, t),
            };
        }
        else
        {
            var regions = new PoolingRegions(golden.Number("scale", 0), e0, eMax, (long)golden.Number("size", 0), golden.Number("size", 0) * golden.Number("deg_per_px", 0), t);
            var masks = regions.Masks(type);
            yield return new Dictionary<string, Tensor>
            {
                ["fovea"] = masks[0],
                ["regions"] = masks[1..].view(regions.Sectors, regions.Rings, regions.Size, regions.Size),
                ["area_gt_half"] = tensor(regions.Areas()[1..]).view(regions.Sectors, regions.Rings),
            };
        }
    }

    private static Dictionary<string, Tensor> One(string name, Tensor value) => new() { [name] = value };
}
