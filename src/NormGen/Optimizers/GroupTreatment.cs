namespace NormGen.Optimizers;

/// <summary>What a group of parameters trains by apart from its role.</summary>
/// <param name="NoDecay">Whether weight decay leaves it alone.</param>
/// <param name="RateFactor">What the optimizer's learning rate is multiplied by.</param>
internal readonly record struct GroupTreatment(bool NoDecay, double RateFactor)
{
    /// <summary>As all other parameters.</summary>
    public static GroupTreatment Usual => new(false, 1);

    /// <summary>Whether it is that of all other parameters.</summary>
    public bool IsUsual => this == Usual;
}
