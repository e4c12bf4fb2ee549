namespace NormGen.Analyzers;

/// <summary>A rule that reads only classes with words without which it has nothing to say.</summary>
public interface IWordRule
{
    /// <summary>Whether it reads every class all the same: slower, with the same findings, as tests make sure over everything that rules are tested with.</summary>
    bool ReadsAll { get; set; }
}
