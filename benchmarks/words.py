"""Words of the load generator: names, sentences, the vocabulary. Data and one function."""

from __future__ import annotations

from random import Random

GIVEN = (
    "Marta Lucía Xoán Iria Nuria Carme Uxía Ainhoa Iker Jordi Montserrat Antía Brais Sabela Martiño Maialen Unai"
    " Josep Laia Aitana Ángel Íñigo Begoña Concepción Álvaro Sofía Hugo Noa Adrián Elena Pilar Rosa Miguel Pablo"
    " Inés Julia Daniel Sara Andrés Raúl Mónica Iván Rubén Óscar Raquel Silvia Teresa Víctor Clara Nerea"
).split()
SURNAMES = (
    "Fernández García Bermúdez Outeiral Lago Castro Núñez Peña Muñoz Ibáñez Etxeberria Agirre Goikoetxea Puig Ferrer"
    " Soler Vila Martí Rodríguez González Pérez Sánchez Gómez Vázquez Iglesias Varela Otero Piñeiro Mariño Riveiro"
    " Ruiz Ortiz Marín Sanz Rubio Molina Delgado Serrano Ramos Blanco Suárez Castaño Nogueira Freire Seoane Lema"
    " Arana Mendizabal Zubizarreta Roca Serra Pujol Camps Bosch Vidal Carballo Souto Yáñez Logroño Cañizares"
).split()
COMPANIES = ("Cafetería", "Talleres", "Hotel", "Clínica", "Panadería", "Gestoría", "Residencia", "Academia")
PRODUCTS = (
    "Lavadora",
    "Horno",
    "Frigorífico",
    "Caldera",
    "Lavavajillas",
    "Televisor",
    "Cafetera",
    "Aspirador",
)

SENTENCES = (
    "La {0} que compré hace unas semanas hace un ruido de {1} cuando empieza a {2} y después {3}.",
    "He probado a {0} como dice el manual, pero sigue saliendo {1} y no sé si {2} o {3}.",
    "Buenos días, les escribo porque el {0} no {1} desde ayer y necesito {2} antes del {3}.",
    "El técnico estuvo aquí, cambió la {0} y dijo que {1} llegaría con el {2} esta {3}.",
    "Ya hemos pedido la {0} al fabricante; en cuanto {1} le avisamos para {2} la {3}.",
    "Puede traer el {0} al mostrador con la factura y lo {1} en el taller con {2} y {3}.",
    "Me dijeron por teléfono que {0} costaría {1} y ahora aparece {2} en el {3}.",
    "Adjunto una foto de la {0} donde se ve {1}; al lado está {2} y también {3}.",
    "Le llamamos dos veces por el {0}; si prefiere {1} díganos una hora para {2} o {3}.",
    "Gracias por su paciencia: la {0} ya está {1} y puede recogerla con el {2} de {3}.",
    "No entiendo por qué {0} tarda tanto en {1} si el {2} estaba en {3}.",
    "Queda anotado: {0} revisado, {1} limpio y {2} a la espera de {3}.",
)
WARRANTY = (
    "¿Entra en garantía o tengo que pagar {0}?",
    "La garantía cubre {0} mientras no haya {1}.",
    "Revisamos la garantía y le decimos algo de {0}.",
)
OTHERS = (
    "Bon dia, la {0} no funciona i fa un soroll de {1} quan comença a {2}; em podeu dir si {3}?",
    "Bos días, a {0} non quenta e o {1} perde auga dende onte; cando poden {2} a {3}?",
    "Egun on, {0} ez dabil eta {1} zarata egiten du; noiz etorriko zarete {2} eta {3}?",
    "Good morning, the {0} stopped working and there is {1} on the {2}; could you {3} it?",
    "Bom dia, a {0} não liga e o {1} faz um barulho estranho; podem {2} a {3}?",
    "صباح الخير، الجهاز {0} لا يعمل منذ أمس و {1} يصدر صوتا؛ هل يمكن {2} و {3}؟",
)
EMOJI = ("🙂", "😡", "👍", "🙏", "👩‍🔧", "❗", "🇪🇸", "🧺")
MARKS = ("\u200b", "\u200f", "\u202e", "\u200d")
SUBJECTS = (
    "No arranca la {0}",
    "{0}: ruido al centrifugar",
    "Pregunta por el pedido de {0}",
    "Devolución de {0}",
    "{0} pierde agua",
    "Factura de {0}",
    "Recogida de {0} en el taller",
    "Pieza para {0}",
)
SYLLABLES = (
    "ba be bi bo bu ca co cu da de di do du fa fe fi fo ga go gu ja je jo la le li lo lu lla llo ma me mi mo mu na ne ni"
    " no nu ña ño pa pe pi po pu que qui ra re ri ro ru sa se si so su ta te ti to tu va ve vi vo za zo cha cho bra bre"
    " cri dra fla fre gra gri pla pre pri tra tre tri"
).split()
ENDINGS = ("", "", "r", "s", "n", "ción", "dor", "mento", "ble", "ado", "ía", "ez")


def vocabulary(rng: Random, size: int) -> list[str]:
    """Give `size` different made-up words of Spanish sound; never the common word of the texts."""
    found: dict[str, None] = {}
    while len(found) < size:
        parts = 2 + int(rng.random() * 3)
        word = "".join(SYLLABLES[int(rng.random() * len(SYLLABLES))] for _ in range(parts))
        found[word + ENDINGS[int(rng.random() * len(ENDINGS))]] = None
    found.pop("garantía", None)
    return list(found)
