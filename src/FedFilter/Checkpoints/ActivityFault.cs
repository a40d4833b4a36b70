namespace FedFilter.Checkpoints;

/// <summary>Why a body cannot be decided about: a stable code, and a sentence for the sender's developer.</summary>
internal sealed record ActivityFault(string Code, string Detail)
{
    public static readonly ActivityFault Malformed = new("body-malformed", "The body is not a JSON object (RFC 8259) in UTF-8.");
    public static readonly ActivityFault TooDeep = new("body-too-deep", "The body is nested deeper than 64 levels.");
    public static readonly ActivityFault DuplicateKey = new("body-duplicate-key", "One object names actor, id, type, object, or what a post says and for whom, more than once; two servers could read two different things.");
    public static readonly ActivityFault AliasKey = new("body-alias-key", "A key is another spelling of actor, object, type, id or another name that is decided by (as:actor, Actor, @id); use the plain names.");
    public static readonly ActivityFault ActorAmbiguous = new("actor-ambiguous", "The activity must name exactly one actor, by its id or as an object with an id.");
    public static readonly ActivityFault TypeMissing = new("type-missing", "The activity must have a type.");
    public static readonly ActivityFault TypeAmbiguous = new("type-ambiguous", "A type is no name, or one of ActivityStreams in another case; two servers could read two different types.");
    public static readonly ActivityFault ContextRedefines = new("context-redefines", "An @context gives a word of ActivityStreams that is decided by another meaning or another name, or sets @base; leave these words what they are.");
    public static readonly ActivityFault ContextsTooMany = new("context-unusable", "The activity names more than 16 contexts that are not common, or one at an address of more than 2,048 characters.");
    public static readonly ActivityFault Unattributable = new("body-unattributable", "An id, actor or author, or what is announced, is no https URL of a host: it must be known whose it is.");
    public static readonly ActivityFault TooManyHosts = new("body-too-many-hosts", "The activity brings along things of more than 64 hosts.");

    public static IReadOnlyList<ActivityFault> All =>
        [Malformed, TooDeep, DuplicateKey, AliasKey, ActorAmbiguous, TypeMissing, TypeAmbiguous, ContextRedefines, ContextsTooMany, Unattributable, TooManyHosts];

    public Rejection Rejection => new(400, Code, Detail);
}
